import { expect, it } from 'vitest';
import { anyName, ByName } from '../../src/model/by-name.ts';

it('ByName finds each key once, by any of its names, until it is deleted', () => {
  const keys = new ByName();
  keys.add('/a/b', ['a', 'b']);
  keys.add('/a/c', ['a', 'c']);

  expect([...keys.of(['a', 'b'])]).toEqual(['/a/b', '/a/c']);
  expect([...keys.of(['c', 'd'])]).toEqual(['/a/c']);
  keys.delete('/a/c', ['a', 'c']);
  expect([...keys.of(['a', 'c'])]).toEqual(['/a/b']);
  keys.clear();
  expect([...keys.of(['a'])]).toEqual([]);
});

it('ByName finds a key that depends on any name with every other, too', () => {
  const keys = new ByName();
  keys.add('link', ['a', anyName]);

  expect([...keys.of(['b'])]).toEqual(['link']);
  expect([...keys.of([])]).toEqual(['link']);
  keys.delete('link', ['a', anyName]);
  expect([...keys.of(['a'])]).toEqual([]);
});
