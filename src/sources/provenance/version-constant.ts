/** Bytes that end the constant. */
export const CONSTANT_END = Buffer.from('+unknown');
/** Bytes before the end that the constant can have: `1.22.333-alpha`. */
export const CONSTANT_BYTES = 24;

/**
 * The version constant of containerd's source that ends at `end` of these bytes, where `+unknown` begins.
 *
 * `version/version.go` sets `Version = "2.1.9+unknown"`, and the linker keeps these bytes in the data of every build,
 * also where a flag sets another version. Strings of Go have no separator, so a digit may come before: only one digit
 * counts as the major version.
 */
export function constantBefore(bytes: Buffer, end: number): string | undefined {
  const text = bytes.toString('latin1', Math.max(0, end - CONSTANT_BYTES), end);
  return /([1-9]\.\d{1,2}\.\d{1,3}(?:-[a-z]+)?)$/.exec(text)?.[1];
}
