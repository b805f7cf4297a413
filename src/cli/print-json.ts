import type { Terminal } from './terminal.ts';

/** Prints what the REST endpoint of the same name returns, byte for byte where it goes to a program. */
export function printJson(value: unknown, terminal: Terminal): void {
  const text = JSON.stringify(value);
  terminal.out(`${terminal.interactive ? escapeUnprintable(text) : text}\n`);
}

/**
 * Writes as `\uNNNN` what JSON leaves raw and a terminal obeys: DEL and the C1 controls, bidirectional marks, line
 * separators. Outside of its strings JSON has none of them, so the value stays the same.
 */
function escapeUnprintable(json: string): string {
  return json.replace(/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
