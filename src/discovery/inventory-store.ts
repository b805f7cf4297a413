import { randomBytes } from 'node:crypto';
import { diffInventories, sameFacts } from '../core/inventory/diff.ts';
import type { HostFacts } from '../model/host/observation.ts';
import type { ChangeSet, TimedChangeSet } from '../model/inventory/change.ts';
import type { Inventory, InventoryFacts } from '../model/inventory/inventory.ts';
import type { InventoryReader } from '../model/inventory/inventory-reader.ts';
import type { Published, PublishedSource } from './resolver.ts';

type Listener = Parameters<InventoryReader['subscribe']>[0];

/** How many steps are remembered, and how long they may be together, as JSON. */
const HISTORY = { steps: 1000, characters: 8 * 1024 * 1024 };

/** The one mutable cell that other folders read: the current inventory, and the steps that led to it. */
export class InventoryStore implements InventoryReader, PublishedSource {
  readonly boot = randomBytes(6).toString('base64url');
  readonly #onListenerError: (error: unknown) => void;
  readonly #listeners = new Set<Listener>();
  /** Oldest first. */
  readonly #history: { readonly set: ChangeSet; readonly time: string }[] = [];
  /** Lengths of the steps, as JSON. */
  readonly #lengths: number[] = [];
  #characters = 0;
  #published: Published | undefined;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  current(): Inventory | undefined {
    return this.#published?.inventory;
  }

  published(): Published | undefined {
    return this.#published;
  }

  /**
   * The last 1,000 steps, or fewer when they are longer than 8 MiB. The first publication is not a step, because nothing
   * changes with it.
   */
  changes(): readonly TimedChangeSet[] {
    return this.#history.map(({ set, time }) => ({ ...set, time })).reverse();
  }

  since(revision: number): readonly ChangeSet[] | undefined {
    const latest = this.current()?.revision ?? 0;
    const missed = latest - revision;
    if (!Number.isInteger(revision) || revision < 1 || missed < 0 || missed > this.#history.length) return undefined;
    return this.#history.slice(this.#history.length - missed).map(({ set }) => set);
  }

  subscribe(listener: Listener): () => void {
    // A function of its own, so that one listener may subscribe twice.
    const own: Listener = (set, inventory) => listener(set, inventory);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Numbers and freezes `facts`, and notifies the listeners. Equal facts give false, and only the observation is kept. */
  publish(facts: InventoryFacts, observation: HostFacts): boolean {
    const before = this.current();
    if (before !== undefined && sameFacts(before, facts)) {
      this.#published = { inventory: before, observation };
      return false;
    }
    const inventory = freeze({ revision: (before?.revision ?? 0) + 1, ...facts });
    const set = freeze(diffInventories(before, inventory));
    if (before !== undefined) this.#history.push({ set, time: new Date().toISOString() });
    this.#published = { inventory, observation };
    this.#notify(set, inventory);
    if (before !== undefined) this.#limitHistory(set);
    return true;
  }

  /** Measures the last step; clients have it already. */
  #limitHistory(last: ChangeSet): void {
    const characters = JSON.stringify(last).length;
    this.#lengths.push(characters);
    this.#characters += characters;
    while (this.#history.length > HISTORY.steps || this.#characters > HISTORY.characters) {
      this.#history.shift();
      this.#characters -= this.#lengths.shift() ?? 0;
    }
  }

  #notify(set: ChangeSet, inventory: Inventory): void {
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
