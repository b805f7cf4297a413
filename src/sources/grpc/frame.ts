/** A message as gRPC sends it: one byte for the compression, none here, and its length in four bytes. */
export function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** The message in the body of a unary answer; undefined unless it is exactly one message without compression. */
export function unframed(body: Buffer): Uint8Array | undefined {
  if (body.length < 5 || body[0] !== 0) return undefined;
  return body.readUInt32BE(1) === body.length - 5 ? body.subarray(5) : undefined;
}

/** The text of `grpc-message`: bytes outside ASCII, and `%`, are written as `%XX`; anything else stays as it is. */
export function statusText(header: string): string {
  const bytes = header.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
