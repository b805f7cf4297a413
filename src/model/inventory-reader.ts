import type { ChangeSet, TimedChangeSet } from './change.ts';
import type { Inventory } from './inventory.ts';
import type { HostFacts } from './observation.ts';

/** What is served now, and the look at the host it was made from. */
export interface CurrentInventory {
  readonly inventory: Inventory;
  readonly observation: HostFacts;
}

/** The reading side of the program's only mutable cell: what the servers of answers may see of it. */
export interface InventoryReader {
  /** Names this start of the program; a revision means nothing across two of them. */
  readonly boot: string;
  /** Undefined until the first observation was published. */
  current(): CurrentInventory | undefined;
  /** What was published since start, newest first, as far back as it is kept. */
  changes(): readonly TimedChangeSet[];
  /** The steps that lead from `revision` to now, oldest first; undefined when the history does not reach back to it. */
  since(revision: number): readonly ChangeSet[] | undefined;
  /** Calls back after each publication, in order; what is returned ends it. */
  subscribe(listener: (set: ChangeSet, inventory: Inventory) => void): () => void;
}
