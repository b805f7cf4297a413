import { expect, it } from 'vitest';
import { editDistance } from '../../src/core/edit-distance.ts';

it.each([
  ['runc', 'runc', 0],
  ['rnuc', 'runc', 1],
  ['rusnc', 'runsc', 1],
  ['rusnc', 'runc', 1],
  ['curn', 'crun', 1],
  ['crunn', 'crun', 1],
  ['', 'ab', 2],
  ['abcd', 'badc', 2],
  ['kata', 'runc', undefined],
])('editDistance() of %j and %j is %s', (from, to, expected) => {
  expect(editDistance(from, to, 2)).toBe(expected);
  expect(editDistance(to, from, 2)).toBe(expected);
});
