import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compareCodePoints, sortedByCodePoint } from '../../src/core/code-points.ts';
import { anyText } from '../any-text.ts';

it('compareCodePoints() puts an emoji behind a character of the private use area, as Go does', () => {
  expect(compareCodePoints('\u{1f600}', '\uffee')).toBeGreaterThan(0);
  expect('\u{1f600}' < '\uffee').toBe(true);
});

it('compareCodePoints() puts capitals before small letters and a text before its continuation', () => {
  const names = ['runc', 'io.containerd.runc.v2', 'Runc', 'run', ''];

  expect([...names].sort(compareCodePoints)).toEqual(['', 'Runc', 'io.containerd.runc.v2', 'run', 'runc']);
});

it('compareCodePoints() agrees with the order of UTF-8 bytes', () => {
  fc.assert(
    fc.property(anyText(), anyText(), (a, b) => {
      expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});

it('sortedByCodePoint() leaves its input alone', () => {
  const items = [{ name: 'b' }, { name: 'a' }];

  expect(sortedByCodePoint(items, (item) => item.name)).toEqual([{ name: 'a' }, { name: 'b' }]);
  expect(items[0]?.name).toBe('b');
});
