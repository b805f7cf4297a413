import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { textName } from '../../../src/sources/listed-name.ts';
import { inserted, scanDirectories, scanDirectory } from '../../../src/sources/search-path/scan-directory.ts';

const LONGEST = `containerd-shim-${'x'.repeat(239)}`;

let dir: string;

beforeEach(() => {
  dir = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'scan-directory-')));
});
afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

function add(path: string): string {
  const file = join(dir, path);
  fs.mkdirSync(join(file, '..'), { recursive: true });
  fs.writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  return file;
}

async function namesIn(directory: string): Promise<string[]> {
  const listed = await scanDirectory(new HostFiles('/'), directory);
  return listed.ok ? listed.names.map(({ name }) => name) : [listed.errno];
}

it.each([
  ['plain', ['containerd-shim-runc-v2', 'containerd-shim-a-b', 'containerd-shim-', 'containerd-shim--']],
  ['odd', ['containerd-shim-a\nb', 'containerd-shim-*?[x]{a,b}(c)!', 'containerd-shim-b\\c-v1', 'containerd-shim-\\*']],
  ['dots', ['containerd-shim-.', 'containerd-shim-..', 'containerd-shim-runc-v2.dpkg-new']],
  [
    'text',
    ['containerd-shim-é-v1', 'containerd-shim-\u202e-v1', 'containerd-shim- -\t', 'containerd-shim-\ufeff', LONGEST],
  ],
])('scanDirectory() lists what readdir lists: %s names', async (_, names) => {
  for (const name of [...names, 'containerd-shim', 'Containerd-shim-x-v1', '.containerd-shim-x-v1', 'ctr']) add(name);

  const found = await namesIn(dir);

  const expected = fs.readdirSync(dir).filter((name) => name.startsWith('containerd-shim-'));
  expect(new Set(found)).toEqual(new Set(expected));
  expect(new Set(found)).toEqual(new Set(names));
});

it.each(['a[b]', '@(at)', 'plus+(x)', '{a,b}', '*', '!x', 'back\\slash', '-dash', 'new\nline', 'é', '#x', 'a b'])(
  'scanDirectory() lists a directory called %j',
  async (name) => {
    const file = add(join(name, 'containerd-shim-runc-v2'));

    expect(await namesIn(join(file, '..'))).toEqual(['containerd-shim-runc-v2']);
  },
);

it('scanDirectory() lists links, directories and names that are not UTF-8', async () => {
  fs.symlinkSync('nowhere', join(dir, 'containerd-shim-link-v1'));
  fs.mkdirSync(join(dir, 'containerd-shim-dir-v1'));
  fs.writeFileSync(Buffer.concat([Buffer.from(`${dir}/containerd-shim-`), Buffer.from([0xff])]), '');

  const listed = await scanDirectory(new HostFiles('/'), dir);

  expect(listed).toMatchObject({
    ok: true,
    names: [
      { name: 'containerd-shim-dir-v1', utf8: true },
      { name: 'containerd-shim-link-v1', utf8: true },
      { name: 'containerd-shim-\\xff', utf8: false },
    ],
  });
});

it('scanDirectory() lists all of a directory with more entries than are read at once', async () => {
  const file = add('containerd-shim-0-v1');
  for (let number = 1; number <= 5000; number += 1) {
    fs.linkSync(file, join(dir, number % 1000 === 0 ? `containerd-shim-${number}-v1` : `other-${number}`));
  }

  expect(await namesIn(dir)).toEqual([0, 1, 2, 3, 4, 5].map((at) => `containerd-shim-${at * 1000}-v1`));
});

it('scanDirectories() keeps the order, the errors and the odd names of each directory apart', async () => {
  add('a/containerd-shim-a-v1');
  add('b/containerd-shim-b-v1');
  fs.writeFileSync(Buffer.concat([Buffer.from(`${dir}/b/containerd-shim-`), Buffer.from([0xff])]), '');

  const directories = ['b', 'gone', 'a', 'b'].map((name) => join(dir, name));
  const listed = await scanDirectories(new HostFiles('/'), directories);

  const names = listed.map((each) => (each.ok ? each.names.map(({ name }) => name) : each.errno));
  const odd = ['containerd-shim-b-v1', 'containerd-shim-\\xff'];
  expect(names).toEqual([odd, 'ENOENT', ['containerd-shim-a-v1'], odd]);
});

it('scanDirectory() reports an error instead of an empty directory', async () => {
  add('file');

  expect(await namesIn(join(dir, 'gone'))).toEqual(['ENOENT']);
  expect(await namesIn(join(dir, 'file'))).toEqual(['ENOTDIR']);
});

const named = fc.string({ unit: fc.constantFrom('a', 'b', '\u{10000}', '\uffff'), minLength: 1, maxLength: 3 });
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const ofName = (name: string) => ({ name: textName(name) });

it('inserted() puts each item in its place, in the order of the bytes', () => {
  const run = fc.property(fc.uniqueArray(named, { maxLength: 20 }), fc.nat(20), (names, count) => {
    const [there, fresh] = [names.slice(count).sort(byBytes), names.slice(0, count)];
    const listed = inserted(there.map(ofName), fresh.map(ofName)).map(({ name }) => name.name);
    expect(listed).toEqual([...names].sort(byBytes));
  });
  fc.assert(run, { numRuns: 300 });
});
