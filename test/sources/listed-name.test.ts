import { expect, it } from 'vitest';
import { listedName, textName } from '../../src/sources/listed-name.ts';

it.each(['', 'plain', 'é', '\u{10000}', '\ufffd', '\ufeffmarked'])(
  'listedName() of the text %j is textName()',
  (text) => {
    expect(listedName(Buffer.from(text))).toEqual(textName(text));
  },
);

it.each([[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80]])(
  'listedName() shows bytes that are not text',
  (...bytes) => {
    const raw = Buffer.from(bytes);

    expect(listedName(raw)).toEqual({
      name: bytes.map((byte) => `\\x${byte.toString(16)}`).join(''),
      utf8: false,
      raw,
    });
  },
);
