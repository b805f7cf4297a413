/** Wrong usage: reported in one line on stderr, with exit status 2. The message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The `code` of a system error (`ENOENT`, `EADDRINUSE` …), or undefined. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The message of a thrown value. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a source says when its reading threw an error: that is a bug, and the other sources are still read. */
export function bugMessage(error: unknown): string {
  return `Reading this failed, which is a bug in shimdex: ${errorMessage(error)}; please report it`;
}

/** Words to choose from, in a sentence. */
export function alternatives(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), words.at(-1)].filter((text) => text !== '').join(' or ');
}
