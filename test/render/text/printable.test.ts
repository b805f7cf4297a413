import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable } from '../../../src/render/text/printable.ts';
import { anyText } from '../../any-text.ts';

it.each([
  ['\u001b[31mred', '\\x1b[31mred'],
  ['a\nb\r\tc\0', 'a\\x0ab\\x0d\\x09c\\x00'],
  ['\u007f\u0085\u009b', '\\x7f\\x85\\x9b'],
  ['a\u202eb\u2066c\u200f\u061c', 'a\\u{202e}b\\u{2066}c\\u{200f}\\u{061c}'],
  ['a\u200bb\u200d\u2060\ufeff', 'a\\u{200b}b\\u{200d}\\u{2060}\\u{feff}'],
  ['a\u2028b\u2029', 'a\\u{2028}b\\u{2029}'],
  ['\ud800x\udc00', '\\u{d800}x\\u{dc00}'],
  ['v1\u{e0041}\u{e007f}', 'v1\\u{e0041}\\u{e007f}'],
  ['a\u00ad\u00a0\u3000b', 'a\\xad\\xa0\\u{3000}b'],
  ['\u3164\u115f\ufe0f', '\\u{3164}\\u{115f}\\u{fe0f}'],
])('printable() escapes %j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

it('printable() keeps visible characters, including the backslash', () => {
  const text = 'io.containerd.kata.v2 "é" 日本 😀 \\xff \\ ~';

  expect(printable(text)).toBe(text);
});

it('printable() never returns a control character', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
      expect(printable(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
      expect(printable(printable(text))).toBe(printable(text));
    }),
  );
});
