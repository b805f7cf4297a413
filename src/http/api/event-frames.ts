import type { ChangeSet } from '../../model/inventory/change.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import { oncePer } from '../../model/once-per.ts';

/** The frames of one start of the program. All clients share the bytes of a frame; JSON has no raw line break. */
export class EventFrames {
  readonly #boot: string;
  /** The frame that carries a whole inventory. */
  readonly inventory = oncePer((inventory: Inventory) => this.#frame('inventory', inventory));
  /** The frame that carries one change. */
  readonly change = oncePer((set: ChangeSet) => this.#frame('change', set));

  constructor(boot: string) {
    this.#boot = boot;
  }

  /** The revision that `Last-Event-ID` names, when it is one of this start of the program. */
  resumeFrom(lastEventId: string | string[] | undefined): number | undefined {
    if (typeof lastEventId !== 'string' || !lastEventId.startsWith(`${this.#boot}.`)) return undefined;
    const digits = lastEventId.slice(this.#boot.length + 1);
    return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
  }

  #frame(event: string, data: Inventory | ChangeSet): Buffer {
    const text = `event: ${event}\nid: ${this.#boot}.${data.revision}\ndata: ${JSON.stringify(data)}\n\n`;
    // In memory of its own: a frame of the history would keep 8 KiB that others have long left.
    const frame = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
    frame.write(text);
    return frame;
  }
}
