import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { FileSink, type FileSinkOptions } from '../../src/sinks/file-sink.ts';
import { eventually } from '../eventually.ts';
import { recordingLog, temporaryDirectory } from '../http/serving.ts';

function sinkIn(directory: string, given: Partial<FileSinkOptions> = {}) {
  const file = join(directory, 'shimdex.prom');
  const { log, logged } = recordingLog();
  const sink = new FileSink({ file, render: () => 'text\n', refreshMs: 60_000, gapMs: 0, retryMs: 10, log, ...given });
  onTestFinished(() => sink.stop());
  return { sink, file, logged };
}

it('update() writes a file that others may read, and leaves no other file', async () => {
  const directory = temporaryDirectory();
  const { sink, file } = sinkIn(directory);

  sink.update({ changed: true });

  await eventually(() => expect(readFileSync(file, 'utf8')).toBe('text\n'));
  expect(statSync(file).mode & 0o777).toBe(0o644);
  expect(readdirSync(directory)).toEqual(['shimdex.prom']);
});

it('update() shows readers the old text or the new text', async () => {
  const directory = temporaryDirectory();
  let round = 0;
  const text = () => `${String(round).repeat(100_000)}\n`;
  const { sink, file } = sinkIn(directory, { render: text });
  sink.update({ changed: true });
  await eventually(() => expect(existsSync(file)).toBe(true));

  for (round = 1; round < 10; round++) {
    sink.update({ changed: true });
    await eventually(() => {
      const seen = readFileSync(file, 'utf8');
      expect(new Set(seen.trim()).size).toBe(1);
      expect(seen).toBe(text());
    });
  }
});

it('update() writes an unchanged text only when it is due', async () => {
  const directory = temporaryDirectory();
  const render = vi.fn(() => 'text\n');
  const { sink, file } = sinkIn(directory, { render });
  sink.update({ changed: true });
  await eventually(() => expect(existsSync(file)).toBe(true));

  sink.update({ changed: false });
  sink.update({ changed: true });
  await eventually(() => expect(render).toHaveBeenCalledTimes(2));

  const { sink: due, file: fresh } = sinkIn(temporaryDirectory(), { render, refreshMs: 0 });
  due.update({ changed: false });
  await eventually(() => expect(existsSync(fresh)).toBe(true));
});

it('update() combines many changes, and writes the last one', async () => {
  let count = 0;
  const render = vi.fn(() => `${count}\n`);
  const { sink, file } = sinkIn(temporaryDirectory(), { render, gapMs: 100 });

  for (count = 1; count < 500; count++) sink.update({ changed: true });
  await eventually(() => expect(existsSync(file)).toBe(true));
  for (; count < 1000; count++) sink.update({ changed: true });

  await eventually(() => expect(readFileSync(file, 'utf8')).toBe('1000\n'));
  expect(render.mock.calls.length).toBeLessThanOrEqual(2);
});

it('update() reports a failure once and tries again', async () => {
  const directory = join(temporaryDirectory(), 'later');
  const render = vi.fn(() => 'text\n');
  const { sink, file, logged } = sinkIn(directory, { render });

  sink.update({ changed: true });
  await eventually(() => expect(render.mock.calls.length).toBeGreaterThan(3));
  mkdirSync(directory);

  await eventually(() => expect(readFileSync(file, 'utf8')).toBe('text\n'));
  await eventually(() =>
    expect(logged().map(({ level, msg }) => [level, msg])).toEqual([
      ['warn', 'cannot write the file of a sink, trying again'],
      ['info', 'writing the file of a sink again'],
    ]),
  );
});

it('update() reports a failure once although the unfinished file has another name each time', async () => {
  const render = vi.fn(() => 'text\n');
  const { sink, file, logged } = sinkIn(temporaryDirectory(), { render });
  mkdirSync(file);

  sink.update({ changed: true });

  await eventually(() => expect(render.mock.calls.length).toBeGreaterThan(3));
  expect(logged()).toMatchObject([{ level: 'warn', err: { code: 'EISDIR' } }]);
});

it('update() survives a renderer that throws', async () => {
  let broken = true;
  const { sink, file, logged } = sinkIn(temporaryDirectory(), {
    render: () => {
      if (broken) throw new Error('Broken');
      return 'text\n';
    },
  });

  sink.update({ changed: true });
  await eventually(() => expect(logged()).toMatchObject([{ level: 'warn', err: { message: 'Broken' } }]));
  broken = false;

  await eventually(() => expect(existsSync(file)).toBe(true));
});

it('update() is not kept from writing by what others put next to the file, and does not follow their links', async () => {
  const directory = temporaryDirectory();
  const victim = join(directory, 'victim');
  writeFileSync(victim, 'precious');
  chmodSync(victim, 0o600);
  symlinkSync(victim, join(directory, '.shimdex.prom.tmp'));
  symlinkSync(victim, join(directory, `.shimdex.prom.${'0'.repeat(16)}.tmp`));
  mkdirSync(join(directory, `.shimdex.prom.${'1'.repeat(16)}.tmp`));
  const { sink, file } = sinkIn(directory);

  sink.update({ changed: true });

  await eventually(() => expect(readFileSync(file, 'utf8')).toBe('text\n'));
  expect([readFileSync(victim, 'utf8'), statSync(victim).mode & 0o777]).toEqual(['precious', 0o600]);
});

it('update() removes what a service that was killed left unfinished', async () => {
  const directory = temporaryDirectory();
  const left = join(directory, `.shimdex.prom.${'a'.repeat(16)}.tmp`);
  const other = join(directory, '.shimdex.prom.notes.tmp');
  for (const path of [left, other]) writeFileSync(path, 'half');
  const { sink, file } = sinkIn(directory);

  sink.update({ changed: true });

  await eventually(() => expect(existsSync(file)).toBe(true));
  expect([existsSync(left), existsSync(other)]).toEqual([false, true]);
});

it('stop() removes the file, and nothing is written later', async () => {
  const directory = temporaryDirectory();
  const { sink, file } = sinkIn(directory);
  sink.update({ changed: true });
  await eventually(() => expect(existsSync(file)).toBe(true));

  sink.update({ changed: true });
  await sink.stop();
  sink.update({ changed: true });

  expect(readdirSync(directory)).toEqual([]);
});

it('stop() keeps a file that it has not written', async () => {
  const directory = temporaryDirectory();
  const { sink, file } = sinkIn(directory, { render: () => undefined });
  writeFileSync(file, "somebody else's");

  sink.update({ changed: true });
  await sink.stop();

  expect(readFileSync(file, 'utf8')).toBe("somebody else's");
  rmSync(file);
});
