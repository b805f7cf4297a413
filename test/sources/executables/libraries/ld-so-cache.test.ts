import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseLibraryCache } from '../../../../src/sources/executables/libraries/ld-so-cache.ts';

const names: readonly (readonly [string, string])[] = [
  ['liba.so.1', '/lib/liba.so.1'],
  ['libb.so', '/opt/libb.so'],
  ['liba.so.1', '/usr/lib/liba.so.1'],
];
const wanted = new Map([
  ['liba.so.1', ['/lib/liba.so.1', '/usr/lib/liba.so.1']],
  ['libb.so', ['/opt/libb.so']],
]);

/** A cache in the old format (`entry` 12) or the new one (`entry` 24). */
function cache(entry: 12 | 24, big = false): Buffer {
  const header = Buffer.alloc(entry === 12 ? 16 : 48);
  const table = Buffer.alloc(names.length * entry);
  const base = entry === 12 ? 0 : header.length + table.length;
  const put = (bytes: Buffer, at: number, value: number) =>
    big ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at);
  let text = '';
  for (const [index, parts] of names.entries()) {
    for (const [field, part] of parts.entries()) {
      put(table, index * entry + 4 + field * 4, base + text.length);
      text += `${part}\0`;
    }
  }
  header.write(entry === 12 ? 'ld.so-1.7.0' : 'glibc-ld.so.cache1.1', 0, 'latin1');
  put(header, entry === 12 ? 12 : 20, names.length);
  if (entry === 24) header[28] = big ? 3 : 2;
  return Buffer.concat([header, table, Buffer.from(text)]);
}

describe('parseLibraryCache()', () => {
  it.each([
    ['the old format', cache(12)],
    ['the new format', cache(24)],
    ['the new format, big-endian', cache(24, true)],
  ])('reads %s', (_, bytes) => {
    expect(parseLibraryCache(bytes)).toEqual(wanted);
  });

  it('reads the new format after an old one', () => {
    const old = Buffer.alloc(32);
    old.write('ld.so-1.7.0', 0, 'latin1');
    old.writeUInt32LE(1, 12);

    expect(parseLibraryCache(Buffer.concat([old, cache(24)]))).toEqual(wanted);
  });

  it('gives nothing for other bytes', () => {
    expect(parseLibraryCache(Buffer.from('something else'))).toEqual(new Map());
    expect(parseLibraryCache(Buffer.alloc(0))).toEqual(new Map());
  });

  it.runIf(existsSync('/etc/ld.so.cache'))('reads what ldconfig prints', () => {
    const printed = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout;
    const lines = [...printed.matchAll(/^\t(\S+) \(.*\) => (\S+)$/gm)].map(
      ([, name = '', path = '']) => `${name} ${path}`,
    );

    const parsed = [...parseLibraryCache(readFileSync('/etc/ld.so.cache'))].flatMap(([name, paths]) =>
      paths.map((path) => `${name} ${path}`),
    );

    expect(parsed.sort()).toEqual(lines.sort());
  });
});
