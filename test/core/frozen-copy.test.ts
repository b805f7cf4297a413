import { expect, it } from 'vitest';
import { frozenCopy } from '../../src/core/frozen-copy.ts';

it('frozenCopy() freezes the copy all the way down and leaves its input alone', () => {
  const value = { list: [{ name: 'a' }] };

  const copy = frozenCopy(value);

  expect(copy).toEqual(value);
  expect([copy, copy.list, copy.list[0]].every((part) => Object.isFrozen(part))).toBe(true);
  expect(Object.isFrozen(value) || Object.isFrozen(value.list)).toBe(false);
});

it('frozenCopy() keeps a member named __proto__ as a member', () => {
  const hostile: unknown = JSON.parse('{"__proto__":{"polluted":true}}');

  const copy = frozenCopy(hostile);

  expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true}}');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

it('frozenCopy() does not copy a copy again', () => {
  const copy = frozenCopy({ list: [{ name: 'a' }] });

  expect(frozenCopy({ copy }).copy).toBe(copy);
  expect(frozenCopy(Object.freeze({ name: 'a' }))).not.toBe(copy);
});
