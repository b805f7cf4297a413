import type { EngineReading } from '../../model/docker/engine-view.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';

interface Rendered {
  readonly inventory: Inventory;
  readonly reading: EngineReading;
  readonly body: Buffer;
}

/** The last rendered answer, kept while its inputs stay the same. */
export class LastRendering {
  #last: Rendered | undefined;

  /** The answer made of these two, rendered again when one of them has changed. */
  of(
    inventory: Inventory,
    reading: EngineReading,
    render: (inventory: Inventory, reading: EngineReading) => string,
  ): Buffer {
    if (this.#last?.inventory !== inventory || !isSame(this.#last.reading, reading)) {
      this.#last = { inventory, reading, body: Buffer.from(`${render(inventory, reading)}\n`) };
    }
    return this.#last.body;
  }
}

/** A new answer of the Engine is a new object, so its members need no comparison. */
function isSame(a: EngineReading, b: EngineReading): boolean {
  return a.body === b.body && a.state === b.state && a.message === b.message;
}
