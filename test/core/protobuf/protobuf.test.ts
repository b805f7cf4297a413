import { describe, expect, it } from 'vitest';
import { bytesOf, numberOf, readFields, textOf } from '../../../src/core/protobuf/reader.ts';
import { writeFields } from '../../../src/core/protobuf/writer.ts';

/** Whole numbers below `limit` that are the same in each run. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

describe('readFields()', () => {
  it('reads the example of the documentation', () => {
    expect(readFields(Uint8Array.of(0x08, 0x96, 0x01))).toEqual([{ field: 1, kind: 'number', value: 150 }]);
  });

  it('skips numbers of fixed length', () => {
    const message = Uint8Array.of(0x0d, 1, 2, 3, 4, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x18, 7);

    expect(readFields(message)).toEqual([
      { field: 1, kind: 'fixed' },
      { field: 2, kind: 'fixed' },
      { field: 3, kind: 'number', value: 7 },
    ]);
  });

  it.each<[string, readonly number[]]>([
    ['a number that does not end', [0x08, 0x80]],
    ['a number of eleven bytes', [0x08, ...new Array<number>(10).fill(0x80), 0x01]],
    ['a length beyond the end', [0x0a, 0x05, 0x61]],
    ['a length of 64 bits', [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['a fixed number beyond the end', [0x09, 1, 2, 3]],
    ['the field 0', [0x00, 0x01]],
    ['a group', [0x0b, 0x0c]],
    ['an unknown type', [0x0f]],
    ['a tag of more than 32 bits', [0x80, 0x80, 0x80, 0x80, 0x10, 0x01]],
  ])('refuses %s', (_, bytes) => {
    expect(readFields(Uint8Array.from(bytes))).toBeUndefined();
  });

  it('refuses a message with more fields than any daemon sends', () => {
    expect(readFields(new Uint8Array(2 * 1024 * 1024).fill(0x08))).toBeUndefined();
  });

  it('reads what writeFields() writes', () => {
    const inner = writeFields([[1, 'né\u{1f600}']]);
    const written = writeFields([
      [1, 2 ** 40],
      [2, true],
      [3, inner],
      [2000, ''],
    ]);

    const fields = readFields(written) ?? [];

    expect(numberOf(fields, 1)).toBe(2 ** 40);
    expect(numberOf(fields, 2)).toBe(1);
    expect(textOf(readFields(bytesOf(fields, 3)[0] ?? inner) ?? [], 1)).toBe('né\u{1f600}');
    expect(textOf(fields, 2000)).toBe('');
    expect([numberOf(fields, 9), textOf(fields, 9)]).toEqual([0, '']);
  });

  it('textOf() refuses bytes that are not valid UTF-8', () => {
    expect(textOf(readFields(writeFields([[1, Uint8Array.of(0xff)]])) ?? [], 1)).toBeUndefined();
  });

  it.each([1, 2, 3, 4])('neither throws nor reads beyond the message, whatever it is given (seed %i)', (seed) => {
    const next = randomNumbers(seed);
    const valid = writeFields([
      [1, 'text'],
      [2, 300],
      [3, writeFields([[7, 'inner']])],
    ]);
    for (let round = 0; round < 1000; round += 1) {
      const message = Uint8Array.from(next(2) === 0 ? valid : { length: next(40) }, (byte) =>
        byte === undefined || next(8) === 0 ? next(256) : byte,
      ).subarray(0, 1 + next(40));
      const lengths = (readFields(message) ?? []).map((field) => (field.kind === 'bytes' ? field.bytes.length : 0));
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(message.length);
    }
  });

  it('takes less than 50 ms for the largest message', () => {
    const messages = [0x08, 0x0a, 0x80, 0xff].map((byte) => new Uint8Array(4 * 1024 * 1024).fill(byte));
    const best = messages.map((message) => {
      const times = [1, 2, 3, 4, 5].map(() => {
        const began = performance.now();
        readFields(message);
        return performance.now() - began;
      });
      return Math.min(...times);
    });

    expect(Math.max(...best)).toBeLessThan(50);
  });
});
