/** One field of a protobuf message. A number of 64 bits may be rounded; fixed numbers are passed over. */
export type ProtobufField =
  | { readonly field: number; readonly kind: 'number'; readonly value: number }
  | { readonly field: number; readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly field: number; readonly kind: 'fixed' };

/** Far more than a message of a daemon has; it bounds the time and the memory for a hostile one. */
const maxFields = 16_384;

/**
 * The fields of a message in their order; undefined when it is malformed or has more than 16,384 fields. Bytes are views of
 * the message, not copies.
 *
 * Source: https://protobuf.dev/programming-guides/encoding. Groups, which proto3 does not have, are malformed.
 */
export function readFields(message: Uint8Array): readonly ProtobufField[] | undefined {
  const fields: ProtobufField[] = [];
  let at = 0;
  while (at < message.length) {
    const read = fields.length < maxFields ? fieldAt(message, at) : undefined;
    if (read === undefined) return undefined;
    fields.push(read.field);
    at = read.end;
  }
  return fields;
}

/** The bytes of each occurrence of a field. */
export function bytesOf(fields: readonly ProtobufField[], field: number): Uint8Array[] {
  return fields.flatMap((each) => (each.field === field && each.kind === 'bytes' ? [each.bytes] : []));
}

/** The last text of a field, `''` for an absent one; undefined when it is not valid UTF-8. */
export function textOf(fields: readonly ProtobufField[], field: number): string | undefined {
  const bytes = bytesOf(fields, field).at(-1);
  if (bytes === undefined) return '';
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The last number of a field, 0 for an absent one. */
export function numberOf(fields: readonly ProtobufField[], field: number): number {
  const numbers = fields.flatMap((each) => (each.field === field && each.kind === 'number' ? [each.value] : []));
  return numbers.at(-1) ?? 0;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Something that was read, and where what follows it begins. */
interface Varint {
  readonly value: number;
  readonly end: number;
}

/** At most ten bytes, seven bits in each, the lowest first. */
function varintAt(message: Uint8Array, start: number): Varint | undefined {
  let value = 0;
  for (let count = 0; count < 10; count += 1) {
    const byte = message[start + count];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * count);
    if (byte < 0x80) return { value, end: start + count + 1 };
  }
  return undefined;
}

function fieldAt(message: Uint8Array, start: number): { field: ProtobufField; end: number } | undefined {
  const tag = varintAt(message, start);
  // A tag has 32 bits: 29 for the number of the field, which is never 0, and 3 for the type.
  if (tag === undefined || tag.value >= 2 ** 32 || tag.value < 8) return undefined;
  const field = Math.floor(tag.value / 8);
  switch (tag.value % 8) {
    case 0: {
      const number = varintAt(message, tag.end);
      return number && { field: { field, kind: 'number', value: number.value }, end: number.end };
    }
    case 1:
      return fixed(message, field, tag.end + 8);
    case 2:
      return bytesAt(message, field, tag.end);
    case 5:
      return fixed(message, field, tag.end + 4);
    default:
      return undefined;
  }
}

function fixed(message: Uint8Array, field: number, end: number): { field: ProtobufField; end: number } | undefined {
  return end > message.length ? undefined : { field: { field, kind: 'fixed' }, end };
}

function bytesAt(message: Uint8Array, field: number, start: number): { field: ProtobufField; end: number } | undefined {
  const length = varintAt(message, start);
  if (length === undefined || length.value > message.length - length.end) return undefined;
  const end = length.end + length.value;
  return { field: { field, kind: 'bytes', bytes: message.subarray(length.end, end) }, end };
}
