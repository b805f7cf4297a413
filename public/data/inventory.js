/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Change, ChangeKind, ChangeSet } from '../../src/model/inventory/change.ts'
 */

import { compareCodePoints } from '../text/code-points.js';
import { severities } from './severity.js';

/** @type {Record<ChangeKind, 'runtimes' | 'shims' | 'searchPath' | 'handlers' | 'processes' | 'programs' | 'findings' | 'sources'>} */
const listOf = {
  runtime: 'runtimes',
  shim: 'shims',
  place: 'searchPath',
  handler: 'handlers',
  process: 'processes',
  program: 'programs',
  finding: 'findings',
  source: 'sources',
};

const kinds = /** @type {ChangeKind[]} */ (Object.keys(listOf));

/** @type {Record<ChangeKind, (item: any) => string>} */
const nameOf = {
  runtime: (item) => item.name,
  shim: (item) => item.path,
  place: (item) => item.directory,
  handler: (item) => item.handler,
  process: (item) => String(item.pid),
  program: ({ role, path, pid }) => [role, path, ...(pid === undefined ? [] : [pid])].join(' '),
  finding: (item) => `${item.code} ${item.subject}`,
  source: (item) => item.source,
};

/** Lists that are not in the order of their names. @type {Partial<Record<ChangeKind, (a: any, b: any) => number>>} */
const orders = {
  place: (a, b) => a.position - b.position,
  process: (a, b) => a.pid - b.pid,
  finding: (a, b) =>
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareCodePoints(a.code, b.code) ||
    compareCodePoints(a.subject, b.subject),
};

/**
 * The entries under unique keys. A search path may contain a directory twice; the second key is `directory#2`.
 * @param {ChangeKind} kind
 * @param {readonly any[]} list
 */
const keyed = (kind, list) => {
  /** @type {Map<string, any>} */
  const entries = new Map();
  for (const item of list) {
    const name = nameOf[kind](item);
    let key = name;
    for (let count = 2; entries.has(key); count += 1) key = `${name}#${count}`;
    entries.set(key, item);
  }
  return entries;
};

/**
 * Entries with equal names keep the order in which they got their keys: `a`, `a#2` … `a#10`.
 * @param {string} a
 * @param {string} b
 */
const compareKeys = (a, b) => a.length - b.length || compareCodePoints(a, b);

/**
 * One list after its changes. Entries that did not change stay the same objects, so that their rows are kept.
 * @param {readonly any[]} list
 * @param {ChangeKind} kind
 * @param {readonly Change[]} changes
 */
const applyToList = (list, kind, changes) => {
  const entries = keyed(kind, list);
  for (const change of changes) {
    if (change.action === 'destroy') entries.delete(change.key);
    else entries.set(change.key, change.after);
  }
  const name = nameOf[kind];
  const order = orders[kind] ?? ((a, b) => compareCodePoints(name(a), name(b)));
  return [...entries].sort(([aKey, a], [bKey, b]) => order(a, b) || compareKeys(aKey, bKey)).map(([, item]) => item);
};

/**
 * The places after changes of shims: the service does not send the list of shims of a place, because it follows from them.
 * @param {Inventory} inventory
 * @param {readonly Change[]} changes
 */
const placesAfter = ({ searchPath, shims }, changes) => {
  const moved = new Set(changes.flatMap(({ kind, before, after }) => (kind === 'shim' ? [before, after] : [])));
  const directories = new Set([...moved].flatMap((shim) => (shim && 'directory' in shim ? [shim.directory] : [])));
  if (directories.size === 0) return searchPath;
  return searchPath.map((place) => {
    if (!directories.has(place.directory) || place.state === 'duplicate') return place;
    const own = shims.filter(({ directory }) => directory === place.directory).map(({ binary }) => binary);
    return { ...place, shims: own.sort(compareCodePoints) };
  });
};

/**
 * The inventory that a change set leads to. The service sends change sets and does not apply them, so this is the only
 * implementation; the service's tests check it against every change set that the service can make.
 * @param {Inventory} inventory
 * @param {ChangeSet} set
 * @returns {Inventory}
 */
export const applyChangeSet = (inventory, set) => {
  const next = {
    ...inventory,
    revision: set.revision,
    host: set.host ?? inventory.host,
    defaultRuntime: set.defaultRuntime ?? inventory.defaultRuntime,
    cri: set.cri ?? inventory.cri,
    defaultHandler: set.defaultHandler ?? inventory.defaultHandler,
    plan: set.plan ?? inventory.plan,
  };
  for (const kind of kinds) {
    const changes = set.changes.filter((change) => change.kind === kind);
    if (changes.length > 0)
      Object.assign(next, { [listOf[kind]]: applyToList(inventory[listOf[kind]], kind, changes) });
  }
  return { ...next, searchPath: placesAfter(next, set.changes) };
};

/**
 * What of an entry counts as a change.
 * @param {ChangeKind} kind
 * @param {any} item
 */
const compared = (kind, item) => JSON.stringify(kind === 'place' && item ? { ...item, shims: [] } : item);

/**
 * The changes between two inventories, for the time in which the page was not connected and got no change sets.
 * @param {Inventory} before
 * @param {Inventory} after
 * @returns {Change[]}
 */
export const changesBetween = (before, after) =>
  kinds.flatMap((kind) => {
    const old = keyed(kind, before[listOf[kind]]);
    const now = keyed(kind, after[listOf[kind]]);
    const removed = [...old].filter(([key]) => !now.has(key));
    const rest = [...now].filter(([key, item]) => compared(kind, old.get(key)) !== compared(kind, item));
    return [
      ...removed.map(([key, item]) => ({ kind, action: /** @type {const} */ ('destroy'), key, before: item })),
      ...rest.map(([key, item]) =>
        old.has(key)
          ? { kind, action: /** @type {const} */ ('update'), key, before: old.get(key), after: item }
          : { kind, action: /** @type {const} */ ('create'), key, after: item },
      ),
    ];
  });
