/** The fields of a `containerd.runtime.bootstrap.v1.BootstrapResult`, or of its JSON twin. */
export interface BootstrapResult {
  readonly version: number;
  readonly address: string;
  readonly protocol: string;
}

/** Encodes a result as protobuf; one character for each byte. Source: containerd `api/runtime/bootstrap/v1/bootstrap.proto`. */
export function encodeBootstrapResult({ version, address, protocol }: BootstrapResult): string {
  return `\x08${varint(version)}\x12${varint(address.length)}${address}\x1a${varint(protocol.length)}${protocol}`;
}

/** Decodes a protobuf result; undefined when the bytes are not valid. Unknown fields are skipped, as Go's decoder does. */
export function decodeBootstrapResult(bytes: string): BootstrapResult | undefined {
  let result: BootstrapResult = { version: 0, address: '', protocol: '' };
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    const field = tag && readField(bytes, tag.next, tag.value % 8);
    if (tag === undefined || field === undefined || tag.value < 8) return undefined;
    result = withField(result, Math.floor(tag.value / 8), field.value);
    at = field.next;
  }
  return result;
}

interface Read<T> {
  readonly value: T;
  readonly next: number;
}

const numbers: readonly string[] = ['version', 'address', 'protocol'];

function withField(result: BootstrapResult, number: number, value: number | string): BootstrapResult {
  const name = numbers[number - 1];
  const isExpected = name !== undefined && (name === 'version') === (typeof value === 'number');
  return isExpected ? { ...result, [name]: value } : result;
}

/** Wire types 0, 1, 2 and 5; the two of groups are not in use. */
function readField(bytes: string, at: number, wireType: number): Read<number | string> | undefined {
  if (wireType === 0) return readVarint(bytes, at);
  if (wireType === 1 || wireType === 5) return readBytes(bytes, at, wireType === 1 ? 8 : 4);
  if (wireType !== 2) return undefined;
  const length = readVarint(bytes, at);
  return length && readBytes(bytes, length.next, length.value);
}

function readBytes(bytes: string, at: number, length: number): Read<string> | undefined {
  const next = at + length;
  return next > bytes.length ? undefined : { value: bytes.slice(at, next), next };
}

const longestVarint = 10;

function readVarint(bytes: string, at: number): Read<number> | undefined {
  let value = 0;
  for (let index = 0; index < longestVarint && at + index < bytes.length; index += 1) {
    const byte = bytes.charCodeAt(at + index);
    value += (byte % 128) * 2 ** (7 * index);
    if (byte < 128) return { value, next: at + index + 1 };
  }
  return undefined;
}

function varint(value: number): string {
  return value < 128
    ? String.fromCharCode(value)
    : String.fromCharCode((value % 128) + 128) + varint(Math.floor(value / 128));
}
