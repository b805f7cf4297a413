import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Heartbeat } from '../../src/sinks/heartbeat.ts';
import { eventually } from '../eventually.ts';

/** A heartbeat into a file, and how many beats are in it. */
function beating(looks: () => number, longestLookMs: number): () => number {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-heartbeat-'));
  const file = join(directory, 'beats');
  const fd = openSync(file, 'a');
  const heartbeat = new Heartbeat({ fd, intervalMs: 5, looks, longestLookMs });
  onTestFinished(async () => {
    await heartbeat.stop();
    closeSync(fd);
    rmSync(directory, { recursive: true });
  });
  return () => readFileSync(file, 'utf8').split('WATCHDOG=1').length - 1;
}

it('Heartbeat beats while looks end', async () => {
  let looks = 0;
  const beats = beating(() => (looks += 1), 20);

  await vi.waitFor(() => expect(beats()).toBeGreaterThan(20), 20_000);
});

it('Heartbeat stops when no look ends, and beats again when one does', async () => {
  let looks = 0;
  const beats = beating(() => looks, 50);
  await eventually(() => expect(beats()).toBeGreaterThan(0));
  let before = -1;

  await vi.waitFor(
    () => {
      const now = beats();
      const isStopped = now === before;
      before = now;
      expect(isStopped).toBe(true);
    },
    { timeout: 20_000, interval: 100 },
  );
  looks += 1;

  await vi.waitFor(() => expect(beats()).toBeGreaterThan(before), 20_000);
});
