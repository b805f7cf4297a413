/** A decoded text and the number of its first line, or the reason it is none. */
export type DecodedText =
  | { readonly ok: true; readonly text: string; readonly firstLine: number }
  | { readonly ok: false; readonly message: string };

/** What `unicode.IsSpace` calls space. */
const goSpace = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const leadingSpace = new RegExp(`^${goSpace}*`, 'u');
/** Bytes that golang.org/x/text passes from one transformer of a chain to the next at a time. */
const chainBytes = 4096;

/**
 * Decodes a configuration file as dockerd does: the byte order mark decides between UTF-8 and UTF-16, and white space
 * around the text is cut.
 *
 * Source: moby `daemon/config/config.go`, `getConflictFreeConfiguration`.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const text = decode(bytes);
  if (text === undefined) {
    return {
      ok: false,
      message: `failed to decode configuration JSON at offset ${badOffset(bytes)}: encoding: invalid UTF-8`,
    };
  }
  const before = leadingSpace.exec(text)?.[0] ?? '';
  return { ok: true, text: trimEnd(text.slice(before.length)), firstLine: before.split('\n').length };
}

function decode(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  // In UTF-16 a broken pair is not an error: it becomes U+FFFD, as in TextDecoder.
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16le').decode(swapped(bytes));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The bytes as Go's json.Decoder takes them: a byte order mark is a character, broken UTF-8 becomes U+FFFD. */
export function decodeStream(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function swapped(bytes: Uint8Array): Uint8Array {
  const pairs = Uint8Array.from(bytes);
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    pairs[at] = bytes[at + 1] ?? 0;
    pairs[at + 1] = bytes[at] ?? 0;
  }
  return pairs;
}

/** Go names the bytes the first transformer had consumed: whole blocks, not the byte that is wrong. */
function badOffset(bytes: Uint8Array): number {
  for (let end = chainBytes; end < bytes.length; end += chainBytes) {
    if (!isUtf8Prefix(bytes.subarray(0, end))) return end;
  }
  return bytes.length;
}

function isUtf8Prefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** A regular expression anchored at the end alone would try every run of spaces: quadratic on hostile input. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && leadingSpace.exec(text.charAt(end - 1))?.[0] !== '') end -= 1;
  return text.slice(0, end);
}
