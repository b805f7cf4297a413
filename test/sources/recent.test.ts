import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { HostFiles } from '../../src/sources/host-files.ts';
import { changedJustNow, isRecent } from '../../src/sources/recent.ts';

const inMs = (ms: number) => BigInt(Date.now() + ms);

it('isRecent() is true for a time stamp of another clock that is ahead', () => {
  expect([-60_000, 60_000].map((ms) => isRecent(inMs(ms)))).toEqual([false, true]);
});

it('isRecent() takes a longer time for recent, if asked to', () => {
  expect(isRecent(inMs(-60_000), 600_000)).toBe(true);
});

it('changedJustNow() is about the names in a directory, and true for a directory that is gone', () => {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-recent-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const files = new HostFiles('/');

  utimesSync(directory, 0, Date.now() / 1000 - 60);
  expect(changedJustNow(files, directory)).toBe(false);
  utimesSync(directory, 0, Date.now() / 1000 + 60);
  expect(changedJustNow(files, directory)).toBe(true);
  rmSync(directory, { recursive: true });
  expect(changedJustNow(files, directory)).toBe(true);
});
