import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';

const script = join(import.meta.dirname, '..', '..', 'bench', 'soak', 'run.js');
/** `npm run soak` takes an hour. */
const seconds = 25;

/** What `npm run soak` prints. */
interface Figures {
  readonly faults: readonly string[];
  readonly changes: number;
  readonly revisions: number;
  readonly events: number;
  readonly lostRevisions: number;
  readonly aborts: number;
  readonly statuses: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly memoryMib: { readonly most: number };
  readonly descriptors: { readonly before: number; readonly after: number };
  readonly isSettled: boolean;
}

/** One service for all tests: changes all the time, 900 listeners that read, 100 that never do, and hostile clients. */
let figures: Figures;
beforeAll(async () => {
  figures = await new Promise((resolve, reject) => {
    // Other tests of the same machine have deadlines.
    const command = ['-n', '10', process.execPath, script, String(seconds)];
    execFile('nice', command, { timeout: 240_000 }, (error, stdout) =>
      stdout === '' ? reject(error) : resolve(JSON.parse(stdout)),
    );
  });
}, 240_000);

it('900 clients that read the event stream miss no revision while shims change 20 times a second', () => {
  expect(figures.lostRevisions).toBe(0);
  expect(figures.events).toBeGreaterThan(900);
  expect(figures.revisions).toBeGreaterThan(10);
});

it('in the end the service serves what a new process finds, and every client has all of it', () => {
  expect(figures.isSettled).toBe(true);
});

it('10,000 requests in flight are all answered', () => {
  const { 200: answered = 0, ...others } = figures.statuses['pipelined'] ?? {};
  expect(answered).toBeGreaterThanOrEqual(10_000);
  expect(others).toEqual({});
});

it('a client that sends headers forever gets 408 or the end of its connection', () => {
  expect(Object.keys(figures.statuses['slow'] ?? {}).filter((status) => !['408', '0'].includes(status))).toEqual([]);
});

it('wrong passwords get 401 or 503, and the right one is accepted at the same time', () => {
  const { 401: refused = 0, 503: _, ...others } = figures.statuses['wrong'] ?? {};
  expect(refused).toBeGreaterThan(0);
  expect(others).toEqual({});
  expect(Object.keys(figures.statuses['right'] ?? {})).toEqual(['200']);
});

it('clients that do not read, and requests broken off behind each byte, leave neither memory nor descriptors', () => {
  expect(figures.aborts).toBeGreaterThan(0);
  expect(figures.memoryMib.most).toBeLessThan(300);
  expect(figures.descriptors.after).toBeLessThanOrEqual(figures.descriptors.before + 8);
  expect(figures.faults).toEqual([]);
});
