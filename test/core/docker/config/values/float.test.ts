import { expect, it } from 'vitest';
import { parseFloatText } from '../../../../../src/core/docker/config/values/float.ts';

it.each([
  ['1.5', 1.5],
  ['.5', 0.5],
  ['5.', 5],
  ['-1e3', -1000],
  ['1_000', 1000],
  ['1e400000', undefined],
  ['1e-400', 0],
  ['0x10p0', 16],
  ['0X1.8P+3', 12],
  ['-0x.8p1', -1],
  ['0x_1_0p1_0', 16_384],
  ['0x0p99999', 0],
  ['0x1p-2000', 0],
  ['0x1p1024', undefined],
  ['0x1.fffffffffffff7p1023', Number.MAX_VALUE],
  ['0x1.fffffffffffff8p1023', undefined],
  ['0x1.00000000000008p0', 1],
  [`0x1.00000000000008${'0'.repeat(20)}1p0`, 1 + 2 ** -52],
  [`0x1${'0'.repeat(300)}p-1200`, 1],
  [`0x.${'0'.repeat(300)}1p1204`, 1],
  ['Inf', Infinity],
  ['-infinity', -Infinity],
  ['NaN', Number.NaN],
])('parseFloatText() reads %s as Go does', (text, value) => {
  const read = value === undefined ? { ok: false, why: 'value out of range' } : { ok: true, value };

  expect(parseFloatText(text)).toEqual(read);
});

it.each([
  '',
  '.',
  'e5',
  '1e',
  '1__0',
  '_1',
  '1_',
  '1_.5',
  '1e_5',
  '0x10',
  '0x1p',
  '0x1_p3',
  '0x.p1',
  '+nan',
  'infi',
  ' 1',
])('parseFloatText() does not read %j', (text) => {
  expect(parseFloatText(text)).toEqual({ ok: false, why: 'invalid syntax' });
});
