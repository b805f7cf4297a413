import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { textName } from '../../../src/sources/listed-name.ts';
import { DirectoryNames } from '../../../src/sources/search-path/directory-names.ts';
import { draftPlaces, isOpen } from '../../../src/sources/search-path/drafts.ts';

/** A host on a machine on which no directory can be read for some time. */
class TroubledFiles extends HostFiles {
  errno: string | undefined;

  override physical(...asked: Parameters<HostFiles['physical']>): string | undefined {
    return this.errno === undefined ? super.physical(...asked) : undefined;
  }

  override async list(...asked: Parameters<HostFiles['list']>): ReturnType<HostFiles['list']> {
    return this.errno === undefined ? await super.list(...asked) : { ok: false, errno: this.errno };
  }
}

let dir: string;
let files: TroubledFiles;
let directories: DirectoryNames;

beforeEach(() => {
  dir = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'directory-names-')));
  fs.mkdirSync(join(dir, 'bin'));
  add('containerd-shim-x-v1');
  files = new TroubledFiles('/');
  directories = new DirectoryNames(files);
});
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

function add(name: string): void {
  fs.writeFileSync(join(dir, 'bin', name), '');
}

/** Lists `bin`, and gives the names in it with the error. */
async function list(all = false) {
  const drafts = draftPlaces(files, [{ directory: join(dir, 'bin'), kind: 'path' }], { uid: 0, gid: 0, groups: [] });
  const [listed] = [...(await directories.list(drafts.filter(isOpen), all)).values()];
  return { names: listed?.names?.map(({ name }) => name), errno: listed?.errno };
}

function keyOf(): string {
  const { dev, ino } = fs.statSync(join(dir, 'bin'), { bigint: true });
  return `${dev}:${ino}`;
}

/** Gives the directory a time stamp that a later change cannot have. */
function age(): void {
  const past = new Date(Date.now() - 60_000);
  fs.utimesSync(join(dir, 'bin'), past, past);
}

it('list() reads a directory again only when it changed, changed just now, or on request', async () => {
  // Each directory that is read goes through physical(), once each.
  const asked = vi.spyOn(files, 'physical');
  const listings = async (all: boolean) => {
    asked.mockClear();
    await list(all);
    return asked.mock.calls.length;
  };
  const soon = new Date(Date.now() + 60_000);

  await listings(false);
  // However slow the machine is, that is not long ago.
  fs.utimesSync(join(dir, 'bin'), soon, soon);
  expect(await listings(false)).toBe(1);
  expect(await listings(false)).toBe(1);
  age();
  expect(await listings(false)).toBe(1);
  expect(await listings(false)).toBe(0);
  expect(await listings(true)).toBe(1);
  expect(await listings(false)).toBe(0);
  add('another');
  expect(await listings(false)).toBe(1);
});

it.each(['EMFILE', 'EIO'])(
  'list() keeps the names while %s says nothing about the host, and reads again',
  async (errno) => {
    age();
    await list();
    add('containerd-shim-new-v1');
    age();
    files.errno = errno;

    expect(await list(true)).toEqual({ names: ['containerd-shim-x-v1'], errno });
    expect(await list(true)).toEqual({ names: ['containerd-shim-x-v1'], errno });
    files.errno = undefined;
    expect(await list()).toEqual({
      names: ['containerd-shim-new-v1', 'containerd-shim-x-v1'],
      errno: undefined,
    });
  },
);

it('list() keeps nothing where it had nothing, and nothing of a directory that it may not read', async () => {
  files.errno = 'EMFILE';
  expect(await list()).toEqual({ names: undefined, errno: 'EMFILE' });

  files.errno = undefined;
  await list();
  files.errno = 'EACCES';
  expect(await list(true)).toEqual({ names: undefined, errno: 'EACCES' });
});

it('amend() replaces the names until the directory changes', async () => {
  age();
  await list();

  directories.amend(keyOf(), [textName('containerd-shim-y-v1')]);

  expect(directories.known(keyOf())).toEqual([textName('containerd-shim-y-v1')]);
  expect((await list()).names).toEqual(['containerd-shim-y-v1']);
  add('other');
  expect((await list()).names).toEqual(['containerd-shim-x-v1']);
});
