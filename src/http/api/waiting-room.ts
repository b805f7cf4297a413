import type { Inventory } from '../../model/inventory/inventory.ts';
import type { InventoryReader } from '../../model/inventory/inventory-reader.ts';

/** Why a wait ended: the condition is true, time is up, the client left, or the service stops. */
type WaitOutcome = 'fulfilled' | 'timeout' | 'gone' | 'ended';

interface Waiter {
  readonly isFulfilled: (inventory: Inventory) => boolean;
  readonly finish: (outcome: WaitOutcome) => void;
}

/** Where requests wait for an inventory that fulfils their condition; one subscription serves them all. */
export class WaitingRoom {
  readonly #waiters = new Set<Waiter>();
  readonly #seats: number;
  readonly #unsubscribe: () => void;
  #ended = false;

  /** `seats` limits how many wait at a time. */
  constructor(reader: InventoryReader, seats: number) {
    this.#seats = seats;
    this.#unsubscribe = reader.subscribe((_, inventory) => this.#look(inventory));
  }

  /** How many requests wait now. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /** Whether no further request may wait. */
  get full(): boolean {
    return this.#waiters.size >= this.#seats;
  }

  /** Waits until a publication fulfils `isFulfilled`, for `timeoutMs` at most, or until `leave` is called. */
  wait(
    isFulfilled: (inventory: Inventory) => boolean,
    timeoutMs: number,
    onLeave: (leave: () => void) => void,
  ): Promise<WaitOutcome> {
    if (this.#ended) return Promise.resolve('ended');
    return new Promise((resolve) => {
      const finish = (outcome: WaitOutcome) => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve(outcome);
      };
      const waiter = { isFulfilled, finish };
      const timer = setTimeout(finish, timeoutMs, 'timeout');
      this.#waiters.add(waiter);
      onLeave(() => finish('gone'));
    });
  }

  /** Ends every wait; later requests do not wait. */
  end(): void {
    this.#ended = true;
    this.#unsubscribe();
    for (const waiter of [...this.#waiters]) waiter.finish('ended');
  }

  #look(inventory: Inventory): void {
    for (const waiter of [...this.#waiters]) {
      if (waiter.isFulfilled(inventory)) waiter.finish('fulfilled');
    }
  }
}
