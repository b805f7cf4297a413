/**
 * The value of an HTTP header as Go sends it: the bytes of UTF-8, of which Node writes one for each character. Undefined where
 * a header cannot have it.
 */
export function headerValue(text: string): string | undefined {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  return /[^\t\x20-\x7e\x80-\xff]/.test(bytes) ? undefined : bytes;
}
