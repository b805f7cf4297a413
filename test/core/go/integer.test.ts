import { expect, it } from 'vitest';
import { parseDecimal, parseInteger } from '../../../src/core/go/integer.ts';

it.each([
  ['0', 0n],
  ['-1', -1n],
  ['+7', 7n],
  ['0x1F', 31n],
  ['0b10', 2n],
  ['0o17', 15n],
  ['017', 15n],
  ['1_000', 1000n],
  ['9223372036854775807', 2n ** 63n - 1n],
  ['-9223372036854775808', -(2n ** 63n)],
])('parseInteger() reads %s', (text, value) => {
  expect(parseInteger(text)).toEqual({ ok: true, value });
});

it.each(['', '-', 'x', '1.5', '08', '0x', '0o', '1__0', '_1', '1 ', '1e3'])(
  'parseInteger() does not read %j',
  (text) => {
    expect(parseInteger(text)).toEqual({ ok: false, error: `strconv.ParseInt: parsing "${text}": invalid syntax` });
  },
);

it.each(['9223372036854775808', '-9223372036854775809', `1${'0'.repeat(1000)}`])('%s is too large', (text) => {
  expect(parseInteger(text)).toMatchObject({ error: expect.stringContaining('value out of range') });
});

it('parseDecimal() reads digits alone', () => {
  expect(['5', '-05', '+0', '9223372036854775807'].map(parseDecimal)).toEqual(
    [5n, -5n, 0n, 2n ** 63n - 1n].map((value) => ({ ok: true, value })),
  );
  expect(['', '0x5', '1_0', ' 5', '9223372036854775808'].map((text) => parseDecimal(text).ok)).not.toContain(true);
});
