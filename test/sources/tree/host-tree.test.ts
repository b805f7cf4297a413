import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lstat } from '../../../src/sources/tree/host-paths.ts';
import { HostTree } from '../../../src/sources/tree/host-tree.ts';

let dir: string;

beforeEach(() => {
  dir = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'host-tree-')));
  fs.writeFileSync(join(dir, 'file'), 'content');
  fs.symlinkSync('file', join(dir, 'link'));
  fs.symlinkSync('/file', join(dir, 'absolute'));
  fs.symlinkSync('nowhere', join(dir, 'dangling'));
});
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

/** The same files as a part of this machine's tree, and as a tree of their own. */
const trees = [
  ['this machine', () => ({ tree: new HostTree('/'), top: dir })],
  ['a directory', () => ({ tree: new HostTree(`${dir}/`), top: '' })],
] as const;

describe.each(trees)('HostTree of %s', (_, make) => {
  it('stat() follows a link at the end, or not', () => {
    const { tree, top } = make();
    const kinds = [true, false].map((follow) => {
      const found = tree.stat(`${top}/link`, follow);
      return typeof found === 'string' ? found : found.isSymbolicLink();
    });

    expect(kinds).toEqual([false, true]);
    expect(tree.stat(`${top}/dangling`, true)).toBe('ENOENT');
    expect(tree.stat(`${top}/file/below`, true)).toBe('ENOTDIR');
  });

  it('walk(), readLink() and trail() agree about a link', () => {
    const { tree, top } = make();

    expect(tree.walk(`${top}/link`)).toMatchObject({ ok: true, host: `${top}/file`, physical: join(dir, 'file') });
    expect(tree.readLink(`${top}/link`)).toBe('file');
    expect(tree.readLink(`${top}/file`)).toBeUndefined();
    const { steps, errno } = tree.trail(`${top}/link`, lstat);
    expect(steps.slice(-2)).toMatchObject([
      { path: `${top}/link`, kind: 'link' },
      { path: `${top}/file`, kind: 'file' },
    ]);
    expect(errno).toBeUndefined();
    expect(tree.trail(`${top}/dangling`, lstat).errno).toBe('ENOENT');
  });

  it('open() and openSlowly() read the same bytes, and fail in the same way', async () => {
    const { tree, top } = make();
    const now = (name: string) => tree.open(`${top}/${name}`, (readAt) => readAt(0, 100).toString());
    const slowly = (name: string) => tree.openSlowly(`${top}/${name}`, async ({ readAt }) => readAt(0, 100).toString());

    expect(now('link')).toEqual({ ok: true, value: 'content' });
    for (const name of ['link', 'gone', 'dangling', '']) expect(await slowly(name)).toEqual(now(name));
  });
});

it('an absolute link is followed inside of a tree', () => {
  const read = (tree: HostTree, path: string) => tree.open(path, (readAt) => readAt(0, 100).toString());

  expect(read(new HostTree(dir), '/absolute')).toEqual({ ok: true, value: 'content' });
  expect(read(new HostTree('/'), `${dir}/absolute`)).toEqual({ ok: false, errno: 'ENOENT' });
});

it('the root of a tree is absolute and clean', () => {
  expect([new HostTree(`${dir}/.`), new HostTree('//')]).toMatchObject([
    { root: dir, prefix: dir, isOwn: false },
    { root: '/', prefix: '', isOwn: true },
  ]);
});
