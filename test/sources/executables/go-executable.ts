/** A Go executable with these modules and settings, as little of it as is read. */
export function goExecutable(go: string, modules: string): Buffer {
  const head = Buffer.alloc(0x200);
  head.write('\x7fELF\x02\x01', 0, 'latin1');
  head.writeBigUInt64LE(64n, 32);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(1, 56);
  head.writeUInt32LE(1, 64);
  head.writeUInt32LE(6, 68);
  head.writeBigUInt64LE(0x200n, 72);
  head.writeBigUInt64LE(0x10000n, 96);
  const blob = Buffer.alloc(32);
  blob.write('\xff Go buildinf:\x08\x02', 0, 'latin1');
  const text = Buffer.concat([Buffer.alloc(16, 1), Buffer.from(`${modules}\n`), Buffer.alloc(16, 1)]);
  const length = Buffer.from([(text.length & 0x7f) | 0x80, text.length >> 7]);
  return Buffer.concat([head, blob, Buffer.from([go.length]), Buffer.from(go), length, text]);
}
