import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortedByCodePoint } from '../../src/core/code-points.ts';
import { keptInOrder } from '../../src/core/kept-order.ts';

const named = fc.string({ unit: fc.constantFrom('a', 'b', '\u{10000}', '\uffff'), maxLength: 3 });

it('keptInOrder() sorts each list as if it were the first', () => {
  const run = fc.property(fc.array(fc.uniqueArray(named, { maxLength: 50 }), { maxLength: 6 }), (lists) => {
    const order = keptInOrder((text: string) => text);
    const memory = {};
    for (const list of lists) expect(order(memory, list)).toEqual(sortedByCodePoint(list, (text) => text));
  });
  fc.assert(run, { numRuns: 300 });
});

it('keptInOrder() puts a new item in its place, and gives the same list for the same items', () => {
  const order = keptInOrder(({ name }: { readonly name: string }) => name);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name }));
  if (a === undefined || b === undefined || c === undefined) throw new Error('three items');
  const memory = {};
  const before = order(memory, [c, a]);

  expect(before).toEqual([a, c]);
  expect(order(memory, [c, a])).toBe(before);
  expect(order(memory, [c, b, a])).toEqual([a, b, c]);
  expect(order(memory, [b, a])).toEqual([a, b]);
});
