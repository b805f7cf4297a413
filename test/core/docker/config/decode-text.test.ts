import { expect, it } from 'vitest';
import { decodeText } from '../../../../src/core/docker/config/decode-text.ts';

const utf16 = (text: string) => Buffer.from(`\u{feff}${text}`, 'utf16le');

it.each([
  ['UTF-8', Buffer.from('{"é":1}')],
  ['UTF-8 with a byte order mark', Buffer.from('\u{feff}{"é":1}')],
  ['UTF-16, little end first', utf16('{"é":1}')],
  ['UTF-16, big end first', Buffer.from(utf16('{"é":1}').swap16())],
])('decodeText() reads %s', (_encoding, bytes) => {
  expect(decodeText(bytes)).toEqual({ ok: true, text: '{"é":1}', firstLine: 1 });
});

it('decodeText() trims what Go calls space and counts the lines that fall', () => {
  expect(decodeText(Buffer.from('\n\u{a0}\u{85}\n{}\u{2028}\n'))).toEqual({ ok: true, text: '{}', firstLine: 3 });
});

it('decodeText() reports broken UTF-8 where the daemon does', () => {
  const message = 'failed to decode configuration JSON at offset 3: encoding: invalid UTF-8';

  expect(decodeText(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual({ ok: false, message });
});

it('decodeText() takes hostile white space in its stride', () => {
  const bytes = Buffer.from(`x${' '.repeat(1_000_000)}x`);

  expect(decodeText(bytes)).toMatchObject({ ok: true });
});
