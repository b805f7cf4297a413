import type { CurrentInventory, InventoryReader } from '../../model/inventory-reader.ts';
import type { Client, Resolution } from '../../model/resolution.ts';
import { notNow } from '../answer/problem.ts';
import type { Snapshots } from '../answer/rendering.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** Resolves a name against the host as it is at this moment. */
export type Resolve = (
  question: { readonly name: string; readonly client: Client },
  current: CurrentInventory,
) => Resolution;

/** Figures of the observing side that health and metrics tell. */
export interface Statistics {
  readonly observations: number;
  readonly watchErrors: number;
  /** End of the last look that succeeded, in seconds since 1970. */
  readonly lastObservationTimestamp?: number | undefined;
}

/** What the handlers of the API answer from. */
export interface ApiContext {
  readonly reader: InventoryReader;
  readonly resolve: Resolve;
  readonly snapshots: Snapshots;
  readonly waitingRoom: WaitingRoom;
}

/** What is served now; a 503 problem while nothing was observed yet. */
export function currentOf(reader: InventoryReader): CurrentInventory {
  const current = reader.current();
  if (current === undefined) throw notNow('The host is being observed for the first time; ask again in a second');
  return current;
}
