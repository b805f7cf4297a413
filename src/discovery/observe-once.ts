import type { CurrentInventory } from '../model/inventory-reader.ts';
import type { ObserveSettings } from '../settings.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { look } from './look.ts';
import { Observer } from './observe.ts';

/** Looks at the host once, for the commands that answer and end; the revision is 1. */
export async function observeOnce(files: HostFiles, settings: ObserveSettings): Promise<CurrentInventory> {
  const { facts, observation } = await look(new Observer(files, settings), files, settings.policy, 'all');
  return { inventory: { revision: 1, ...facts }, observation };
}
