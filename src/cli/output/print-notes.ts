import type { Inventory } from '../../model/inventory/inventory.ts';
import { renderSourceNotes } from '../../render/text/answers/source-notes.ts';
import type { Terminal } from '../terminal.ts';

/** Prints below a text answer what it rests on: sources that were not read as they should be, and assumptions. */
export function printNotes(inventory: Inventory, terminal: Terminal): void {
  const notes = renderSourceNotes(inventory);
  if (notes !== '') terminal.out(`\n${notes}`);
}
