import { expect, it } from 'vitest';
import { parseGoJson } from '../../../src/core/go/json.ts';
import { goFloat, goFormat } from '../../../src/core/go/value.ts';

it.each([
  [0, '0'],
  [-0, '-0'],
  [42, '42'],
  [42.5, '42.5'],
  [999_999, '999999'],
  [123_456.5, '123456.5'],
  [1_000_000, '1e+06'],
  [1_234_567, '1.234567e+06'],
  [-2_147_483_648, '-2.147483648e+09'],
  [1e20, '1e+20'],
  [1e21, '1e+21'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
  [Number.NaN, 'NaN'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [1.5e-7, '1.5e-07'],
])('goFloat() prints %d as Go does', (number, wanted) => {
  expect(goFloat(number)).toBe(wanted);
});

it('goFormat() prints a value as %v does', () => {
  const parsed = parseGoJson('{"b": [1, "x y", null, true], "a": {"c": {}}}');

  expect(parsed.ok && goFormat(parsed.value)).toBe('map[a:map[c:map[]] b:[1 x y <nil> true]]');
});
