import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isPrintableInGo } from '../../../src/core/go/printable.ts';
import { goQuote } from '../../../src/core/go/quote.ts';
import { anyText } from '../../any-text.ts';

it.each([
  ['plain', '"plain"'],
  ['é日本😀', '"é日本😀"'],
  ['"\\', '"\\"\\\\"'],
  ['\x07\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['\0\x1b\x7f', '"\\x00\\x1b\\x7f"'],
  ['\u0085\u00a0\u00ad\u200b\u2028\u202e\ufeff', '"\\u0085\\u00a0\\u00ad\\u200b\\u2028\\u202e\\ufeff"'],
  ['\ue000\u{e0001}\u{10ffff}', '"\\ue000\\U000e0001\\U0010ffff"'],
  ['\ud800x\udc00', '"\ufffdx\ufffd"'],
])('goQuote() quotes %j', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});

it("goQuote() escapes characters that are newer than Go's Unicode tables", () => {
  expect(goQuote('\u{2ebf0}\u{1c89}')).toBe('"\\U0002ebf0\\u1c89"');
  expect(goQuote('\u{31350}\u{1fae8}')).toBe('"\u{31350}\u{1fae8}"');
});

it('isPrintableInGo() accepts only the ASCII space', () => {
  expect(isPrintableInGo(' ')).toBe(true);
  expect(isPrintableInGo('\u2003')).toBe(false);
});

it('goQuote() leaves nothing unprintable', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(goQuote(text)).toMatch(/^"[\p{L}\p{M}\p{N}\p{P}\p{S} ]*"$/u);
    }),
  );
});
