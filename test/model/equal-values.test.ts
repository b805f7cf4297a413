import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equalValues } from '../../src/model/equal-values.ts';

it('equalValues() looks at members, not at their order', () => {
  expect(equalValues({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toBe(true);
});

it.each([
  [{ a: 1 }, { a: 2 }],
  [{ a: undefined }, { b: undefined }],
  [{ a: 1 }, { a: 1, b: 1 }],
  [
    [1, 2],
    [2, 1],
  ],
  [[], {}],
  [null, {}],
  ['1', 1],
])('equalValues() separates %j from %j', (a, b) => {
  expect(equalValues(a, b)).toBe(false);
  expect(equalValues(b, a)).toBe(false);
});

it('equalValues() finds a JSON value equal to its copy', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(equalValues(value, structuredClone(value))).toBe(true);
    }),
  );
});
