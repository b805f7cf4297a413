import { randomBytes } from 'node:crypto';
import { diffInventories, sameFacts } from '../core/inventory/diff.ts';
import type { ChangeSet, TimedChangeSet } from '../model/change.ts';
import type { Inventory, InventoryFacts } from '../model/inventory.ts';
import type { CurrentInventory, InventoryReader } from '../model/inventory-reader.ts';
import type { HostFacts } from '../model/observation.ts';

type Listener = Parameters<InventoryReader['subscribe']>[0];

/** Steps that are remembered, and how long they may be all together, as JSON. */
const HISTORY = { steps: 1000, characters: 8 * 1024 * 1024 };

/** The one mutable cell of the program: the current inventory, and the way that led to it. */
export class InventoryStore implements InventoryReader {
  readonly boot = randomBytes(6).toString('base64url');
  readonly #onListenerError: (error: unknown) => void;
  readonly #listeners = new Set<Listener>();
  /** Oldest first. */
  readonly #history: { readonly set: ChangeSet; readonly time: string; readonly characters: number }[] = [];
  #characters = 0;
  #current: CurrentInventory | undefined;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  current(): CurrentInventory | undefined {
    return this.#current;
  }

  /**
   * The last 1,000 steps, fewer where those are longer than 8 MiB; the first publication is none, as nothing changed
   * with it.
   */
  changes(): readonly TimedChangeSet[] {
    return this.#history.map(({ set, time }) => ({ ...set, time })).reverse();
  }

  since(revision: number): readonly ChangeSet[] | undefined {
    const latest = this.#current?.inventory.revision ?? 0;
    const missed = latest - revision;
    if (!Number.isInteger(revision) || revision < 1 || missed < 0 || missed > this.#history.length) return undefined;
    return this.#history.slice(this.#history.length - missed).map(({ set }) => set);
  }

  subscribe(listener: Listener): () => void {
    // Its own function, so that one listener may subscribe twice.
    const own: Listener = (set, inventory) => listener(set, inventory);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Numbers `facts`, freezes and tells them; equal facts are no news: false, and only the observation is kept. */
  publish(facts: InventoryFacts, observation: HostFacts): boolean {
    const before = this.#current?.inventory;
    if (before !== undefined && sameFacts(before, facts)) {
      this.#current = { inventory: before, observation };
      return false;
    }
    const inventory = freeze({ revision: (before?.revision ?? 0) + 1, ...facts });
    const set = freeze(diffInventories(before, inventory));
    if (before !== undefined) this.#remember(set);
    this.#current = { inventory, observation };
    this.#tell(set, inventory);
    return true;
  }

  #remember(set: ChangeSet): void {
    const characters = JSON.stringify(set).length;
    this.#history.push({ set, time: new Date().toISOString(), characters });
    this.#characters += characters;
    while (this.#history.length > HISTORY.steps || this.#characters > HISTORY.characters) {
      this.#characters -= this.#history.shift()?.characters ?? 0;
    }
  }

  #tell(set: ChangeSet, inventory: Inventory): void {
    for (const listener of this.#listeners) {
      try {
        listener(set, inventory);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}

/** Freezes a tree of plain data, its leaves included. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
