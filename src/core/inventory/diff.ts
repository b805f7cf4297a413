import { defined } from '../../model/defined.ts';
import { equalValues } from '../../model/equal-values.ts';
import type { Change, ChangeKind, ChangeSet } from '../../model/inventory/change.ts';
import type { Finding } from '../../model/inventory/finding.ts';
import type { Handler } from '../../model/inventory/handler.ts';
import type { Inventory, InventoryFacts } from '../../model/inventory/inventory.ts';
import type { Process } from '../../model/inventory/process.ts';
import type { Program } from '../../model/inventory/program.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import type { Place } from '../../model/inventory/search-path.ts';
import type { Shim } from '../../model/inventory/shim.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import { differenceOf, isNone } from '../../model/item-by-item.ts';
import { programKey } from './merge-programs.ts';

/** The steps from `before` to `after`; without a `before`, every entry is created. */
export function diffInventories(before: Inventory | undefined, after: Inventory): ChangeSet {
  const changes = [
    ...changesOf(runtimes, before, after),
    ...changesOf(shims, before, after),
    ...changesOf(places, before, after),
    ...changesOf(handlers, before, after),
    ...changesOf(processes, before, after),
    ...changesOf(programs, before, after),
    ...changesOf(findings, before, after),
    ...changesOf(sources, before, after),
  ];
  return defined({
    revision: after.revision,
    changes,
    host: unlessEqual(before?.host, after.host),
    defaultRuntime: unlessEqual(before?.defaultRuntime, after.defaultRuntime),
    cri: unlessEqual(before?.cri, after.cri),
    plan: unlessEqual(before?.plan, after.plan),
    defaultHandler: unlessEqual(before?.defaultHandler, after.defaultHandler),
  });
}

function unlessEqual<T>(before: T | undefined, after: T): T | undefined {
  return equalValues(before, after) ? undefined : after;
}

/** Whether two inventories describe the same host, ignoring their revisions. */
export function sameFacts(a: InventoryFacts, b: InventoryFacts): boolean {
  return equalValues({ ...a, revision: 0 }, { ...b, revision: 0 });
}

/** How the entries of one list of the inventory are identified. */
interface Kind<T> {
  readonly kind: ChangeKind;
  readonly list: (facts: InventoryFacts) => readonly T[];
  readonly name: (item: T) => string;
  /** The list is sorted by name, so that entries with the same name are next to each other. */
  readonly isSorted?: true;
  /** What of an entry is compared, where that is not all: the rest follows from other lists. */
  readonly compared?: (item: T) => unknown;
}

const runtimes: Kind<Runtime> = {
  kind: 'runtime',
  isSorted: true,
  list: (facts) => facts.runtimes,
  name: (item) => item.name,
};
const shims: Kind<Shim> = { kind: 'shim', isSorted: true, list: (facts) => facts.shims, name: (item) => item.path };
/** The shims of a place follow from the list of shims; a directory may have thousands, and one of them changes. */
const places: Kind<Place> = {
  kind: 'place',
  list: (facts) => facts.searchPath,
  name: (item) => item.directory,
  compared: ({ shims: _, ...place }) => place,
};
const handlers: Kind<Handler> = { kind: 'handler', list: (facts) => facts.handlers, name: (item) => item.handler };
const processes: Kind<Process> = { kind: 'process', list: (facts) => facts.processes, name: ({ pid }) => String(pid) };
const programs: Kind<Program> = {
  kind: 'program',
  list: (facts) => facts.programs,
  name: programKey,
};
const findings: Kind<Finding> = {
  kind: 'finding',
  list: (facts) => facts.findings,
  name: (item) => `${item.code} ${item.subject}`,
};
const sources: Kind<SourceState> = { kind: 'source', list: (facts) => facts.sources, name: (item) => item.source };

function changesOf<T extends NonNullable<Change['after']>>(
  kind: Kind<T>,
  before: Inventory | undefined,
  after: Inventory,
): Change[] {
  const [olds, news] = [before === undefined ? [] : kind.list(before), kind.list(after)];
  const same = differenceOf(olds, news);
  if (isNone(same)) return [];
  if (same.end === same.oldEnd && isSameEach(kind, olds, news, same)) return [];
  const { start, end, oldEnd } = kind.isSorted ? differingNames(kind, olds, news) : whole(olds, news);
  const old = keyed(kind, olds.slice(start, oldEnd));
  const now = keyed(kind, news.slice(start, end));
  const removed = [...old].filter(([key]) => !now.has(key));
  return [
    ...removed.map(([key, item]): Change => ({ kind: kind.kind, action: 'destroy', key, before: item })),
    ...[...now].flatMap(([key, item]) => step(kind, key, old.get(key), item)),
  ];
}

/** Whether no item of a part of both lists has another name or shows anything else. */
function isSameEach<T extends NonNullable<Change['after']>>(
  kind: Kind<T>,
  olds: readonly T[],
  news: readonly T[],
  { start, end }: { readonly start: number; readonly end: number },
): boolean {
  return news.slice(start, end).every((item, index) => {
    const old = olds[start + index];
    return old !== undefined && kind.name(old) === kind.name(item) && isEqual(kind, old, item);
  });
}

function isEqual<T>({ compared = (item) => item }: Kind<T>, before: T, after: T): boolean {
  return before === after || equalValues(compared(before), compared(after));
}

function step<T extends NonNullable<Change['after']>>(
  kind: Kind<T>,
  key: string,
  before: T | undefined,
  after: T,
): Change[] {
  if (before === undefined) return [{ kind: kind.kind, action: 'create', key, after }];
  return isEqual(kind, before, after) ? [] : [{ kind: kind.kind, action: 'update', key, before, after }];
}

/** What differs, with all entries that have the name of one that does: their keys are numbered. */
function differingNames<T>({ name }: Kind<T>, before: readonly T[], after: readonly T[]) {
  let { start, end, oldEnd } = differenceOf(before, after);
  const nameAt = (items: readonly T[], at: number) => {
    const item = items[at];
    return item === undefined ? undefined : name(item);
  };
  const isShared = (at: number, edge: number, oldEdge: number) => {
    const shared = nameAt(after, at);
    return shared !== undefined && [nameAt(after, edge), nameAt(before, oldEdge)].includes(shared);
  };
  while (isShared(start - 1, start, start)) start -= 1;
  while (isShared(end, end - 1, oldEnd - 1)) [end, oldEnd] = [end + 1, oldEnd + 1];
  return { start, end, oldEnd };
}

function whole(before: readonly unknown[], after: readonly unknown[]): ReturnType<typeof differenceOf> {
  return { start: 0, end: after.length, oldEnd: before.length };
}

/** The entries under unique keys. A search path may contain a directory twice; the second key is `directory#2`. */
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
