import { expect, it } from 'vitest';
import { oncePer, oncePerDetail } from '../../src/model/once-per.ts';

it('computes once for each object, a result of undefined included', () => {
  const asked: object[] = [];
  const compute = oncePer((key: { readonly value?: number }) => {
    asked.push(key);
    return key.value;
  });
  const [first, second] = [{ value: 1 }, {}];

  expect([compute(first), compute(second), compute(first), compute(second)]).toEqual([1, undefined, 1, undefined]);
  expect(asked).toEqual([first, second]);
});

it('takes equal objects for different ones', () => {
  let count = 0;
  const compute = oncePer(() => ++count);

  expect([compute({}), compute({})]).toEqual([1, 2]);
});

it('computes again when a text, or one of several values, is another one', () => {
  let count = 0;
  const compute = oncePerDetail((_key: object, given: string) => `${given} ${++count}`);
  const [key, one, other] = [{}, {}, {}];

  expect([compute(key, 'a', 'a'), compute(key, 'a', 'a'), compute(key, 'b', 'b')]).toEqual(['a 1', 'a 1', 'b 2']);
  expect([compute(key, [one], 'c'), compute(key, [one], 'c')]).toEqual(['c 3', 'c 3']);
  expect([compute(key, [other], 'd'), compute(key, [other, one], 'e')]).toEqual(['d 4', 'e 5']);
  expect(compute({}, [other, one], 'f')).toBe('f 6');
});
