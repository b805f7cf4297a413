import { isUtf8 } from 'node:buffer';

/**
 * A path as bytes: each character is one byte (latin1), so that names which are not UTF-8 stay intact.
 *
 * Linux file names are bytes; a JavaScript string read as UTF-8 cannot name all of them.
 */
export type BytePath = string;

/** A path from a caller: text, or the raw bytes of a name that is not UTF-8. */
export type HostPath = string | Buffer;

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/** Turns a caller's path into bytes. */
export function toBytePath(path: HostPath): BytePath {
  if (typeof path !== 'string') return path.toString('latin1');
  return isAscii(path) ? path : Buffer.from(path, 'utf8').toString('latin1');
}

/** Converts bytes to an argument of node:fs, unchanged. */
export function toSystemPath(path: BytePath): string | Buffer {
  return isAscii(path) ? path : Buffer.from(path, 'latin1');
}

/** Text to show for bytes; bytes that are not UTF-8 are written as `\xNN`. */
export function displayBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    text += length === 0 ? `\\x${bytes.toString('hex', at, at + 1)}` : bytes.toString('utf8', at, at + length);
    at += length === 0 ? 1 : length;
  }
  return text;
}

/** Text to show for a path of bytes. */
export function displayPath(path: BytePath): string {
  return isAscii(path) ? path : displayBytes(Buffer.from(path, 'latin1'));
}

/** The text of a path; undefined if it is not valid UTF-8. */
export function pathText(path: BytePath): string | undefined {
  if (isAscii(path)) return path;
  const bytes = Buffer.from(path, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** Length of the UTF-8 sequence that begins here, or 0. */
function sequenceLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}
