import type { Inventory } from '../../model/inventory/inventory.ts';
import type { InventoryReader } from '../../model/inventory/inventory-reader.ts';
import type { Question, ResolvedName, Resolver } from '../../model/resolver.ts';
import { notNow } from '../answer/problem.ts';
import type { Snapshots } from '../answer/rendering.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** Figures of the observing side that health and metrics show. */
export interface Statistics {
  readonly observations: number;
  readonly watchErrors: number;
  /** Directories that the kernel does not report about. */
  readonly unwatched: number;
  /** End of the last look that succeeded, in seconds since 1970. */
  readonly lastObservationTimestamp?: number | undefined;
}

/** What the routes of the API answer from. */
export interface ApiContext {
  readonly reader: InventoryReader;
  readonly resolve: Resolver;
  readonly snapshots: Snapshots;
  readonly waitingRoom: WaitingRoom;
}

/** The inventory that is served now; throws a 503 problem until the first look at the host is done. */
export function currentInventory(reader: InventoryReader): Inventory {
  return reader.current() ?? notYet();
}

/** The answer to a question about a name; throws a 503 problem until the first look at the host is done. */
export function resolveName(resolve: Resolver, question: Question): ResolvedName {
  return resolve(question) ?? notYet();
}

function notYet(): never {
  throw notNow('The host is being observed for the first time; ask again in a second');
}
