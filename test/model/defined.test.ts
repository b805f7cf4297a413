import { expect, it } from 'vitest';
import { defined } from '../../src/model/defined.ts';

it('defined() drops the fields that are undefined, and keeps the order of the others', () => {
  const fields = defined({ b: 1, a: undefined, c: null, d: '', e: false });

  expect(Object.entries(fields)).toEqual([
    ['b', 1],
    ['c', null],
    ['d', ''],
    ['e', false],
  ]);
});

it('defined() makes a field that may be undefined optional', () => {
  const pid = [4711][1];

  const facts: { readonly name: string; readonly pid?: number } = defined({ name: 'dockerd', pid });

  expect('pid' in facts).toBe(false);
});
