/** A stripped executable with one writable segment at 0x400000 that holds `data`. */
export function executable(data: Buffer): Buffer {
  const head = Buffer.alloc(0x200);
  head.write('\x7fELF', 0, 'latin1');
  head[4] = 2;
  head[5] = 1;
  head.writeBigUInt64LE(64n, 32);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(1, 56);
  head.writeUInt32LE(1, 64);
  head.writeUInt32LE(6, 68);
  head.writeBigUInt64LE(0x200n, 72);
  head.writeBigUInt64LE(0x400000n, 80);
  head.writeBigUInt64LE(BigInt(data.length), 96);
  return Buffer.concat([head, data]);
}

/** What Go's build information begins with. */
export function header(flags: number): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.write('\xff Go buildinf:', 0, 'latin1');
  bytes[14] = 8;
  bytes[15] = flags;
  return bytes;
}

/** A length of less than 2^14, as Go writes it. */
export function varint(length: number): Buffer {
  return length < 0x80 ? Buffer.from([length]) : Buffer.from([(length & 0x7f) | 0x80, length >> 7]);
}

/** A Go executable with these modules and settings, as little of it as is read. */
export function goExecutable(go: string, modules: string): Buffer {
  const text = Buffer.concat([Buffer.alloc(16, 1), Buffer.from(`${modules}\n`), Buffer.alloc(16, 1)]);
  return executable(Buffer.concat([header(2), varint(go.length), Buffer.from(go), varint(text.length), text]));
}
