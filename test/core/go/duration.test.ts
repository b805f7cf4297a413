import { expect, it } from 'vitest';
import { durationError } from '../../../src/core/go/duration.ts';

it.each(['0', '+0', '5ns', '1.5h', '-1m30s', '.5s', '1.s', '1h2m3s4ms5us6ns', '7µs', '7μs', '2562047h47m16s'])(
  'durationError() has none for %s',
  (text) => {
    expect(durationError(text)).toBeUndefined();
  },
);

// As containerd 1.7.24 and 2.1.9 print them.
it.each([
  ['', 'invalid duration ""'],
  ['-', 'invalid duration "-"'],
  ['x', 'invalid duration "x"'],
  ['.s', 'invalid duration ".s"'],
  ['é', 'invalid duration "\\xc3\\xa9"'],
  ['9999999999h', 'invalid duration "9999999999h"'],
  ['5', 'missing unit in duration "5"'],
  ['1h5', 'missing unit in duration "1h5"'],
  ['1.5.5s', 'missing unit in duration "1.5.5s"'],
  ['5 x', 'unknown unit " x" in duration "5 x"'],
  ['5 s', 'unknown unit " s" in duration "5 s"'],
  ['5constructor', 'unknown unit "constructor" in duration "5constructor"'],
])('durationError() has the words of Go for %j', (text, error) => {
  expect(durationError(text)).toBe(`time: ${error}`);
});
