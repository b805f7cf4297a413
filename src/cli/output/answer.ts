import type { ChangeKind, ChangeSet } from '../../model/inventory/change.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { TextStyle } from '../../render/text/style.ts';

/** One answer, in all its forms. */
export interface Answer {
  /** The body of the REST endpoint of the same name. */
  readonly body: unknown;
  /** The entries of the answer, for one line each. */
  readonly entries: readonly unknown[];
  /** What a script calls the entries. */
  readonly names: readonly string[];
  /** The answer for people; ends in a line break. */
  text(style: TextStyle): string;
}

/** What a command shows of each inventory, for as long as somebody watches it. */
export interface View {
  answer(inventory: Inventory): Answer;
  /** The lists of the inventory that the command shows. */
  readonly kinds: readonly ChangeKind[];
  /** What the answer has in addition to its lists. */
  readonly members: readonly (keyof ChangeSet)[];
  /** The inventory without the entries of these lists that the command does not show. */
  shown(inventory: Inventory): Inventory;
}
