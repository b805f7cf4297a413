import { expect, it } from 'vitest';
import { elfFields } from '../../../../src/sources/executables/elf/fields.ts';

const bytes = Buffer.from('f0e1d2c3b4a59687ffffffff00000000', 'hex');
const positions = Array.from({ length: 9 }, (_, at) => at);

it.each([true, false])('reads numbers as the methods of Buffer do (little-endian: %s)', (little) => {
  const { u16, u32, word } = elfFields(true, little);
  const end = little ? 'LE' : 'BE';
  expect(positions.map((at) => [u16(bytes, at), u32(bytes, at), word(bytes, at)])).toEqual(
    positions.map((at) => [
      bytes[`readUInt16${end}`](at),
      bytes[`readUInt32${end}`](at),
      Number(bytes[`readBigUInt64${end}`](at)),
    ]),
  );
  expect(elfFields(false, little).word(bytes, 3)).toBe(bytes[`readUInt32${end}`](3));
});

it.each([-1, 9, 2 ** 60])('has no word at byte %s of 16', (at) => {
  expect(() => elfFields(true, true).word(bytes, at)).toThrow(RangeError);
});
