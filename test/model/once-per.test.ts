import { expect, it } from 'vitest';
import { oncePer } from '../../src/model/once-per.ts';

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
