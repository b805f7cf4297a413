import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LookupPlace } from '../../../src/core/containerd/places.ts';
import type { Credentials } from '../../../src/model/host/file-fact.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { PlaceScanner } from '../../../src/sources/search-path/scan-places.ts';

const ROOT: Credentials = { uid: 0, gid: 0, groups: [] };
const NOBODY: Credentials = { uid: 65534, gid: 65534, groups: [] };

let dir: string;

beforeEach(() => {
  dir = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'scan-places-')));
  fs.chmodSync(dir, 0o755);
});
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

function add(path: string): string {
  const file = join(dir, path);
  fs.mkdirSync(join(file, '..'), { recursive: true });
  fs.writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  return file;
}

function places(...names: string[]): LookupPlace[] {
  return names.map((name) => ({ directory: join(dir, name), kind: 'path' }));
}

it('scan() reports the state of each place', async () => {
  add('bin/containerd-shim-runc-v2');
  add('file');
  fs.symlinkSync('bin', join(dir, 'sbin'));
  fs.symlinkSync('loop', join(dir, 'loop'));
  fs.symlinkSync('nowhere', join(dir, 'dangling'));
  const specs = places('bin', 'sbin', 'gone', 'file', 'file/below', 'loop', 'dangling', 'bin');

  const found = await new PlaceScanner(new HostFiles('/')).scan(specs, ROOT, { all: false });

  const path = (name: string) => join(dir, name);
  const runc = { binary: 'containerd-shim-runc-v2', utf8: true, file: { kind: 'file', accessible: true } };
  expect(found).toMatchObject([
    { directory: path('bin'), state: 'ok', realPath: path('bin'), entries: [runc] },
    { directory: path('sbin'), state: 'duplicate', realPath: path('bin'), duplicateOf: path('bin'), entries: [] },
    { directory: path('gone'), state: 'missing', entries: [] },
    { directory: path('file'), state: 'not-a-directory', entries: [] },
    { directory: path('file/below'), state: 'not-a-directory', entries: [] },
    { directory: path('loop'), state: 'loop', entries: [] },
    { directory: path('dangling'), state: 'missing', message: expect.stringContaining('link to nothing'), entries: [] },
    { directory: path('bin'), state: 'duplicate', duplicateOf: path('bin'), entries: [] },
  ]);
});

it('scan() finds nothing in a deleted working directory, even if a new one is at its path', async () => {
  add('cwd/containerd-shim-runc-v2');
  const spec: LookupPlace = { directory: join(dir, 'cwd'), kind: 'cwd', deleted: true };

  const found = await new PlaceScanner(new HostFiles('/')).scan([spec], ROOT, { all: true });

  expect(found).toMatchObject([{ state: 'missing', entries: [] }]);
});

it('scan() reads the root directory of a mounted host', async () => {
  add('host/containerd-shim-x-v1');
  fs.symlinkSync('/', join(dir, 'host/top'));
  const specs: LookupPlace[] = [
    { directory: '/', kind: 'cwd' },
    { directory: '/top', kind: 'path' },
  ];

  const found = await new PlaceScanner(new HostFiles(join(dir, 'host'))).scan(specs, ROOT, { all: false });

  expect(found).toMatchObject([
    { state: 'ok', realPath: '/', entries: [{ file: { realPath: '/containerd-shim-x-v1' } }] },
    { state: 'duplicate', duplicateOf: '/' },
  ]);
});

it.skipIf(process.getuid?.() !== 0)("scan() uses the permissions of containerd's user", async () => {
  add('list-only/containerd-shim-x-v1');
  add('enter-only/containerd-shim-x-v1');
  fs.chmodSync(join(dir, 'list-only'), 0o744);
  fs.chmodSync(join(dir, 'enter-only'), 0o711);

  const found = await new PlaceScanner(new HostFiles('/')).scan(places('list-only', 'enter-only'), NOBODY, {
    all: false,
  });

  expect(found).toMatchObject([
    {
      state: 'unreadable',
      message: expect.stringContaining('permission denied'),
      entries: [{ file: { errno: 'EACCES' } }],
    },
    { state: 'ok', entries: [{ file: { kind: 'file', accessible: true } }] },
  ]);
});

it.skipIf(process.getuid?.() !== 0)('scan() reports a directory that it may not list', async () => {
  add('enter-only/containerd-shim-x-v1');
  fs.chmodSync(join(dir, 'enter-only'), 0o711);
  process.setegid?.(65534);
  process.seteuid?.(65534);
  try {
    const files = new HostFiles('/');
    const found = await new PlaceScanner(files).scan(places('enter-only'), NOBODY, { all: false });

    expect(found).toMatchObject([
      { state: 'unreadable', message: `Cannot list "${join(dir, 'enter-only')}": permission denied`, entries: [] },
    ]);
    expect(files.inspect(join(dir, 'enter-only/containerd-shim-x-v1'), NOBODY)).toMatchObject({ accessible: true });
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
});

it('scan() sees a shim appear, change and disappear', async () => {
  add('bin/other');
  const scanner = new PlaceScanner(new HostFiles('/'));
  const look = async () => (await scanner.scan(places('bin'), ROOT, { all: false }))[0]?.entries;
  const seen = [await look()];

  const file = add('bin/containerd-shim-x-v1');
  seen.push(await look());
  fs.chmodSync(file, 0o644);
  seen.push(await look());
  fs.rmSync(file);
  seen.push(await look());

  expect(seen).toMatchObject([[], [{ file: { accessible: true } }], [{ file: { accessible: false } }], []]);
});

it('scan() reads only the touched names, and lists the directory in the next look without names', async () => {
  const kept = add('bin/containerd-shim-kept-v1');
  const gone = add('bin/containerd-shim-gone-v1');
  const scanner = new PlaceScanner(new HostFiles('/'));
  const look = async (touched?: readonly string[]) => {
    const { dev, ino } = fs.statSync(join(dir, 'bin'), { bigint: true });
    const trust = touched === undefined ? {} : { touched: new Map([[`${dev}:${ino}`, new Set(touched)]]) };
    const [place] = await scanner.scan(places('bin'), ROOT, { all: false, ...trust });
    return place?.entries.map(({ binary }) => binary.replace('containerd-shim-', ''));
  };
  await look();
  fs.rmSync(gone);
  add('bin/containerd-shim-new-v1');
  add('bin/containerd-shim-unheard-v1');
  fs.chmodSync(kept, 0o644);

  expect(await look(['containerd-shim-new-v1', 'containerd-shim-gone-v1'])).toEqual(['kept-v1', 'new-v1']);
  expect(await look([])).toEqual(['kept-v1', 'new-v1']);
  expect(await look()).toEqual(['kept-v1', 'new-v1', 'unheard-v1']);
});

it('touchedBy() gives the names that moved, also without an event about them', async () => {
  for (const path of ['bin/containerd-shim-a-v1', 'bin/containerd-shim-b-v1', 'bin/other']) add(path);
  const specs = places('bin', 'missing');
  const scanner = new PlaceScanner(new HostFiles('/'));
  await scanner.scan(specs, ROOT, { all: true });
  const touchedBy = async (...names: string[]) => {
    const touched = await scanner.touchedBy(names.map((name) => join(dir, name)));
    return touched && [...touched.values()].flatMap((each) => [...each]);
  };

  expect(await touchedBy('bin')).toEqual([]);
  fs.rmSync(join(dir, 'bin/containerd-shim-a-v1'));
  add('bin/containerd-shim-c-v1');
  expect(await touchedBy('bin')).toEqual(['containerd-shim-a-v1', 'containerd-shim-c-v1']);
  expect(await touchedBy('bin/containerd-shim-b-v1')).toEqual(['containerd-shim-b-v1']);
});

it('touchedBy() asks for a wider look when a link, a place or anything else moved', async () => {
  add('bin/containerd-shim-a-v1');
  const scanner = new PlaceScanner(new HostFiles('/'));
  const touchedBy = (...names: string[]) => scanner.touchedBy(names.map((name) => join(dir, name)));
  expect(await touchedBy('bin')).toBeUndefined();
  await scanner.scan(places('bin', 'missing'), ROOT, { all: true });

  expect(await touchedBy('bin', 'daemon.json')).toBeUndefined();
  expect(await touchedBy('missing')).toBeUndefined();
  expect(await touchedBy('bin/runc')).toBeUndefined();
  fs.symlinkSync('/opt/kata', join(dir, 'bin/containerd-shim-b-v1'));
  expect(await touchedBy('bin')).toBeUndefined();
  fs.rmSync(join(dir, 'bin/containerd-shim-b-v1'));
  fs.chmodSync(join(dir, 'bin'), 0o700);
  expect(await touchedBy('bin')).toBeUndefined();
});

it('scan() agrees with find(1) on this machine', async () => {
  const specs: LookupPlace[] = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin'].map((directory) => ({
    directory,
    kind: 'path',
  }));

  const found = await new PlaceScanner(new HostFiles('/')).scan(specs, ROOT, { all: true });

  const directories = specs.map(({ directory }) => directory);
  const args = ['-H', ...directories, '-maxdepth', '1', '-name', 'containerd-shim-*'];
  const { stdout } = spawnSync('find', args, { encoding: 'utf8' });
  const paths = found.flatMap(({ directory, entries }) => entries.map(({ binary }) => `${directory}/${binary}`));
  expect(paths.sort()).toEqual(stdout.split('\n').filter(Boolean).sort());
});
