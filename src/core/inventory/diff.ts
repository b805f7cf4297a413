import type { Change, ChangeKind, ChangeSet } from '../../model/change.ts';
import type { Finding } from '../../model/finding.ts';
import type { Handler } from '../../model/handler.ts';
import type { Inventory, InventoryFacts } from '../../model/inventory.ts';
import type { Runtime } from '../../model/runtime.ts';
import type { Place } from '../../model/search-path.ts';
import type { Shim } from '../../model/shim.ts';
import type { SourceState } from '../../model/source.ts';
import { compareCodePoints } from '../code-points.ts';
import { equalValues } from '../equal-values.ts';
import { compareFindings } from '../findings/order.ts';

/** The steps from `before` to `after`; without a `before`, every entry is created. */
export function diffInventories(before: Inventory | undefined, after: Inventory): ChangeSet {
  const changes = [
    ...changesOf(runtimes, before, after),
    ...changesOf(shims, before, after),
    ...changesOf(places, before, after),
    ...changesOf(handlers, before, after),
    ...changesOf(findings, before, after),
    ...changesOf(sources, before, after),
  ];
  return {
    revision: after.revision,
    changes,
    ...(before !== undefined && equalValues(before.host, after.host) ? {} : { host: after.host }),
    ...(before?.defaultRuntime === after.defaultRuntime ? {} : { defaultRuntime: after.defaultRuntime }),
  };
}

/** The inventory after `set` is applied to `before`: what a client of the event stream has. */
export function applyChanges(before: Inventory, set: ChangeSet): Inventory {
  return {
    revision: set.revision,
    host: set.host ?? before.host,
    defaultRuntime: set.defaultRuntime ?? before.defaultRuntime,
    runtimes: applied(runtimes, before, set.changes),
    shims: applied(shims, before, set.changes),
    searchPath: applied(places, before, set.changes),
    handlers: applied(handlers, before, set.changes),
    findings: applied(findings, before, set.changes),
    sources: applied(sources, before, set.changes),
  };
}

/** Whether two inventories have the same facts, apart from their revisions. */
export function sameFacts(a: InventoryFacts, b: InventoryFacts): boolean {
  return equalValues({ ...a, revision: 0 }, { ...b, revision: 0 });
}

/** How the entries of one list of the inventory are identified and ordered. */
interface Kind<T> {
  readonly kind: ChangeKind;
  readonly list: (facts: InventoryFacts) => readonly T[];
  readonly name: (item: T) => string;
  readonly order: (a: T, b: T) => number;
}

const runtimes = named<Runtime>(
  'runtime',
  (facts) => facts.runtimes,
  (item) => item.name,
);
const shims = named<Shim>(
  'shim',
  (facts) => facts.shims,
  (item) => item.path,
);
const handlers = named<Handler>(
  'handler',
  (facts) => facts.handlers,
  (item) => item.handler,
);
const sources = named<SourceState>(
  'source',
  (facts) => facts.sources,
  (item) => item.source,
);
const places: Kind<Place> = {
  kind: 'place',
  list: (facts) => facts.searchPath,
  name: (item) => item.directory,
  order: (a, b) => a.position - b.position,
};
const findings: Kind<Finding> = {
  kind: 'finding',
  list: (facts) => facts.findings,
  name: (item) => `${item.code} ${item.subject}`,
  order: compareFindings,
};

function named<T>(kind: ChangeKind, list: Kind<T>['list'], name: Kind<T>['name']): Kind<T> {
  return { kind, list, name, order: (a, b) => compareCodePoints(name(a), name(b)) };
}

function changesOf<T extends NonNullable<Change['after']>>(
  kind: Kind<T>,
  before: Inventory | undefined,
  after: Inventory,
): Change[] {
  const old = keyed(kind, before === undefined ? [] : kind.list(before));
  const now = keyed(kind, kind.list(after));
  const gone = [...old].filter(([key]) => !now.has(key));
  return [
    ...gone.map(([key, item]): Change => ({ kind: kind.kind, action: 'destroy', key, before: item })),
    ...[...now].flatMap(([key, item]) => step(kind.kind, key, old.get(key), item)),
  ];
}

function step<T extends NonNullable<Change['after']>>(
  kind: ChangeKind,
  key: string,
  before: T | undefined,
  after: T,
): Change[] {
  if (before === undefined) return [{ kind, action: 'create', key, after }];
  return equalValues(before, after) ? [] : [{ kind, action: 'update', key, before, after }];
}

function applied<T>(kind: Kind<T>, before: Inventory, changes: readonly Change[]): T[] {
  const items = keyed(kind, kind.list(before));
  for (const change of changes) {
    if (change.kind !== kind.kind) continue;
    if (change.action === 'destroy') items.delete(change.key);
    // The kind of a change says which list its entry belongs to.
    else if (change.after !== undefined) items.set(change.key, change.after as T);
  }
  return [...items].sort(([aKey, a], [bKey, b]) => kind.order(a, b) || compareKeys(aKey, bKey)).map(([, item]) => item);
}

/** The entries under unique keys: a directory may be on a search path twice, then the second is `directory#2`. */
function keyed<T>(kind: Kind<T>, items: readonly T[]): Map<string, T> {
  const map = new Map<string, T>();
  for (const item of items) map.set(uniqueKey(map, kind.name(item)), item);
  return map;
}

function uniqueKey(taken: ReadonlyMap<string, unknown>, name: string): string {
  let key = name;
  for (let count = 2; taken.has(key); count += 1) key = `${name}#${count}`;
  return key;
}

/** Entries that compare equal keep the order their keys were given in: `a`, `a#2` … `a#10`. */
function compareKeys(a: string, b: string): number {
  return a.length - b.length || compareCodePoints(a, b);
}
