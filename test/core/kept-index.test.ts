import { expect, it } from 'vitest';
import { itemByIndex, KeptGroups, KeptIndex } from '../../src/core/kept-index.ts';

const item = (key: string, value: number) => ({ key, value });

it('KeptIndex follows its list, and says which keys changed', () => {
  const kept = new KeptIndex(({ key }: ReturnType<typeof item>) => key);
  const [a, b, c] = [item('a', 1), item('b', 1), item('c', 1)];

  expect([...kept.of([a, b, c]).changed]).toEqual(['a', 'b', 'c']);
  const index = kept.of([a, item('b', 2), c]);
  expect([...index.changed]).toEqual(['b']);
  expect(['a', 'b', 'd'].map((key) => index.get(key)?.value)).toEqual([1, 2, undefined]);
  expect([...kept.of([a, c]).changed]).toEqual(['b']);
  expect(kept.get('b')).toBeUndefined();
});

it('KeptGroups gives all items of a key, as the list is now', () => {
  const groups = new KeptGroups(({ key }: ReturnType<typeof item>) => key);
  const [a, b, other] = [item('a', 1), item('b', 1), item('a', 2)];
  const keys = new Set(['a', 'c']);

  expect(groups.with(keys, [a, b, other])).toEqual([a, other]);
  expect(groups.with(keys, [a, a, b])).toEqual([a, a]);
  expect(groups.with(keys, [b, a])).toEqual([a]);
  expect(groups.with(keys, [b])).toEqual([]);
});

it('itemByIndex() asks again what an index has changed', () => {
  const kept = new KeptIndex(({ key }: ReturnType<typeof item>) => key);
  const asked: string[] = [];
  const values = itemByIndex(
    (key: string, found: ReturnType<typeof item> | undefined) => {
      asked.push(key);
      return found === undefined ? [] : [found.value];
    },
    (key) => key,
  );
  const [a, b] = [item('a', 1), item('b', 2)];
  const memory = {};
  const keys = ['a', 'b', 'c'];

  expect(values(memory, keys, kept.of([a, b]))).toEqual([1, 2]);
  expect(values(memory, keys, kept.of([a, b, item('c', 3)]))).toEqual([1, 2, 3]);
  expect(values(memory, keys, kept.of([a, item('c', 4)]))).toEqual([1, 4]);
  expect(asked).toEqual(['a', 'b', 'c', 'c', 'b', 'c']);
});
