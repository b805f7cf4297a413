import { expect, it } from 'vitest';
import { parseGoDuration } from '../../../../src/http/gate/web-config/go-duration.ts';

it.each([
  ['0', 0],
  ['1s', 1_000],
  ['1.5s', 1_500],
  ['100ms', 100],
  ['1m30s', 90_000],
  ['1h', 3_600_000],
  ['250us', 0.25],
])('parseGoDuration() reads %s', (text, ms) => {
  expect(parseGoDuration(text)).toBeCloseTo(ms);
});

it.each(['', '1', '-1s', 's', '1 s', '1d', '1s ', 'often'])('parseGoDuration() refuses %j', (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});
