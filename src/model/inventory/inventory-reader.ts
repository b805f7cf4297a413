import type { ChangeSet, TimedChangeSet } from './change.ts';
import type { Inventory } from './inventory.ts';

/** The reading side of the inventory store: everything that the servers of answers may see of it. */
export interface InventoryReader {
  /** Names this start of the program; revisions of two starts cannot be compared. */
  readonly boot: string;
  /** The inventory that is served now; undefined until the first one is published. */
  current(): Inventory | undefined;
  /** What was published since start, newest first, as far back as it is kept. */
  changes(): readonly TimedChangeSet[];
  /** The steps from `revision` to now, oldest first; undefined when the history does not reach back to it. */
  since(revision: number): readonly ChangeSet[] | undefined;
  /** Calls `listener` after each publication, in order; the returned function ends the subscription. */
  subscribe(listener: (set: ChangeSet, inventory: Inventory) => void): () => void;
}
