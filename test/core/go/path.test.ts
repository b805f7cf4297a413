import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { absolutePath, cleanPath, directoryOf, joinPaths, splitSearchPath } from '../../../src/core/go/path.ts';

it.each([
  ['', '.'],
  ['/', '/'],
  ['///a//b/', '/a/b'],
  ['/../a', '/a'],
  ['../../a', '../../a'],
  ['a/..', '.'],
  ['a/../..', '..'],
  ['./rel', 'rel'],
])('cleanPath() cleans %j', (path, cleaned) => {
  expect(cleanPath(path)).toBe(cleaned);
});

it('cleanPath() agrees with the POSIX rule, trailing slash apart', () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', '.', '..', '', '...'), { maxLength: 8 })
    .map((parts) => parts.join('/'));
  fc.assert(
    fc.property(path, (text) => {
      const expected = posix.normalize(text);
      expect(cleanPath(text)).toBe(expected.length > 1 ? expected.replace(/\/$/, '') : expected);
    }),
  );
});

it('joinPaths() skips empty elements', () => {
  expect(joinPaths('', 'a', '', 'b')).toBe('a/b');
  expect(joinPaths('', '')).toBe('');
});

it('directoryOf() cleans the part before the last slash', () => {
  expect(['foo', 'a/b.c', '/x', 'a//b/../c'].map(directoryOf)).toEqual(['.', 'a', '/', 'a']);
});

it('absolutePath() puts a relative path below the cwd', () => {
  expect(absolutePath('', '/srv')).toBe('/srv');
  expect(absolutePath('../b', '/srv/a')).toBe('/srv/b');
  expect(absolutePath('/x/./y', '/srv')).toBe('/x/y');
});

it('splitSearchPath() has no elements without a path, and an empty one between two colons', () => {
  expect(splitSearchPath(undefined)).toEqual([]);
  expect(splitSearchPath('')).toEqual([]);
  expect(splitSearchPath('/a::/b:')).toEqual(['/a', '', '/b', '']);
});
