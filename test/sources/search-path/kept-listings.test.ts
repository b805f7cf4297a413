import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { KeptListings } from '../../../src/sources/search-path/kept-listings.ts';

function host() {
  const root = mkdtempSync(join(tmpdir(), 'shimdex-listings-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin', 'one'), '');
  const files = new HostFiles(root);
  return { root, files, listings: new KeptListings(files) };
}

it('a directory is listed again only after it changed', async () => {
  const { root, files, listings } = host();
  const listed = vi.spyOn(files, 'listNow');
  // A directory that has just changed may change again within the same time stamp.
  await pause(100);

  expect([listings.names('/bin'), listings.names('/bin')]).toEqual([['one'], ['one']]);
  expect(listed).toHaveBeenCalledTimes(1);
  writeFileSync(join(root, 'bin', 'two'), '');
  expect(listings.names('/bin')).toEqual(['one', 'two']);
});

it('a directory that has just changed is listed each time', () => {
  const { root, listings } = host();

  for (const name of ['a', 'b', 'c', 'd']) {
    writeFileSync(join(root, 'bin', name), '');
    utimesSync(join(root, 'bin'), 1, 1);
    expect(listings.names('/bin')).toContain(name);
  }
});

it.each(['/nowhere', '/bin/one'])('%s has no names', (directory) => {
  expect(host().listings.names(directory)).toEqual([]);
});
