import { printableJson } from '../../render/text/printable-json.ts';
import type { Terminal } from '../terminal.ts';

/** Prints the body of the REST endpoint of the same name: byte for byte for programs, escaped for terminals. */
export function printJson(value: unknown, terminal: Terminal): void {
  const text = JSON.stringify(value);
  terminal.out(`${terminal.interactive ? printableJson(text) : text}\n`);
}
