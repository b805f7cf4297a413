/** A value of a protobuf field: a whole number that is not negative, a text, a message or raw bytes. */
export type ProtobufValue = number | boolean | string | Uint8Array;

/** Writes a message from its fields, in the given order. Source: https://protobuf.dev/programming-guides/encoding. */
export function writeFields(fields: readonly (readonly [field: number, value: ProtobufValue])[]): Uint8Array {
  return joined(fields.flatMap(([field, value]) => fieldBytes(field, value)));
}

function fieldBytes(field: number, value: ProtobufValue): Uint8Array[] {
  if (typeof value === 'number') return [varint(field * 8), varint(value)];
  if (typeof value === 'boolean') return [varint(field * 8), varint(value ? 1 : 0)];
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return [varint(field * 8 + 2), varint(bytes.length), bytes];
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Uint8Array.from([...bytes, rest]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
