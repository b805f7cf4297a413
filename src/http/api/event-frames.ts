import type { ChangeSet } from '../../model/inventory/change.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';

const frames = new WeakMap<ChangeSet | Inventory, Buffer>();

/** The frame of one event, made once for each `data`: all clients share its bytes. JSON has no raw line break. */
export function frameOf(boot: string, ...[event, data]: ['inventory', Inventory] | ['change', ChangeSet]): Buffer {
  const known = frames.get(data);
  if (known !== undefined) return known;
  const text = `event: ${event}\nid: ${boot}.${data.revision}\ndata: ${JSON.stringify(data)}\n\n`;
  const made = Buffer.from(text);
  frames.set(data, made);
  return made;
}

/** The revision `Last-Event-ID` names, when it is one of this start of the program. */
export function resumeFrom(boot: string, lastEventId: string | string[] | undefined): number | undefined {
  if (typeof lastEventId !== 'string' || !lastEventId.startsWith(`${boot}.`)) return undefined;
  const digits = lastEventId.slice(boot.length + 1);
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}
