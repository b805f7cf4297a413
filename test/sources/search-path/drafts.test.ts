import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { draftPlaces, isOpen } from '../../../src/sources/search-path/drafts.ts';

const user = { uid: 0, gid: 0, groups: [] };

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drafts-'));
  mkdirSync(join(root, 'bin'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function draft(files: HostFiles, ...directories: string[]) {
  return draftPlaces(
    files,
    directories.map((directory) => ({ directory, kind: 'path' })),
    user,
  );
}

it('draftPlaces() lists a directory for the first place that leads to it', () => {
  symlinkSync('bin', join(root, 'sbin'));
  writeFileSync(join(root, 'file'), '');

  const drafts = draft(new HostFiles(root), '/sbin', '/bin', '/file', '/gone');

  expect(drafts.map(isOpen)).toEqual([true, false, false, false]);
  expect(drafts).toMatchObject([
    { found: { realPath: '/bin' } },
    { facts: { state: 'duplicate', duplicateOf: '/sbin' } },
    { facts: { state: 'not-a-directory' } },
    { facts: { state: 'missing' } },
  ]);
  expect(drafts.some((each) => 'errno' in each)).toBe(false);
});

it('draftPlaces() reports an error that says nothing about the host', () => {
  class TroubledFiles extends HostFiles {
    override inspect(): FileFact {
      return { kind: 'missing', errno: 'EIO', dangling: false };
    }
  }

  expect(draft(new TroubledFiles(root), '/bin')).toMatchObject([{ errno: 'EIO', facts: { state: 'unreadable' } }]);
});
