import type { TomlDialect } from './dialect.ts';

/** The text of a document, or where its bytes are not UTF-8. */
export type DocumentText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly row: number; readonly column: number };

/**
 * Decodes a document. go-toml 2 refuses bytes that are not UTF-8 and reads a byte order mark as a character;
 * go-toml 1 reads U+FFFD for each such byte and drops the mark of any encoding, but continues to read UTF-8.
 */
export function decodeDocument(bytes: Uint8Array, dialect: TomlDialect): DocumentText {
  const body = dialect.loose ? bytes.subarray(markLength(bytes)) : bytes;
  const text = decodeStrict(body);
  if (text !== undefined) return { ok: true, text };
  return dialect.loose ? { ok: true, text: decodeLossy(body) } : { ok: false, ...badPlace(body) };
}

function markLength(bytes: Uint8Array): number {
  const begins = (...mark: number[]) => mark.every((byte, index) => bytes[index] === byte);
  if (begins(0, 0, 0xfe, 0xff) || begins(0xff, 0xfe, 0, 0)) return 4;
  if (begins(0xef, 0xbb, 0xbf)) return 3;
  return begins(0xfe, 0xff) || begins(0xff, 0xfe) ? 2 : 0;
}

function decodeStrict(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** U+FFFD. */
const replacement = Uint8Array.of(0xef, 0xbf, 0xbd);

/** Go reads U+FFFD for every single byte that does not begin a whole character; TextDecoder may join several. */
function decodeLossy(bytes: Uint8Array): string {
  const whole = new Uint8Array(bytes.length * replacement.length);
  let written = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    const character = length === 0 ? replacement : bytes.subarray(at, at + length);
    for (const byte of character) whole[written++] = byte;
    at += length || 1;
  }
  return decodeStrict(whole.subarray(0, written)) ?? '';
}

/** The bytes of the character that begins at `at`; 0 when no whole character does. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  const [low, high] = secondByte(first);
  const second = bytes[at + 1] ?? 0;
  if (second < low || second > high) return 0;
  for (let more = 2; more < length; more += 1) {
    const byte = bytes[at + more] ?? 0;
    if (byte < 0x80 || byte > 0xbf) return 0;
  }
  return length;
}

/** The range of the second byte: it leaves out long forms, surrogates and what is beyond Unicode. */
function secondByte(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  return first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}

function badPlace(bytes: Uint8Array): { row: number; column: number } {
  let at = 0;
  let row = 1;
  let lineStart = 0;
  for (let length = characterLength(bytes, 0); length > 0; length = characterLength(bytes, at)) {
    if (bytes[at] === 0x0a) {
      row += 1;
      lineStart = at + 1;
    }
    at += length;
  }
  return { row, column: at - lineStart + 1 };
}
