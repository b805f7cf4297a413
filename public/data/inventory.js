/**
 * @import { Inventory } from '../../src/model/inventory.ts'
 * @import { Change, ChangeKind, ChangeSet } from '../../src/model/change.ts'
 */

/** @type {Record<ChangeKind, 'runtimes' | 'shims' | 'searchPath' | 'handlers' | 'findings' | 'sources'>} */
const listOf = {
  runtime: 'runtimes',
  shim: 'shims',
  place: 'searchPath',
  handler: 'handlers',
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
  finding: (item) => `${item.code} ${item.subject}`,
  source: (item) => item.source,
};

const severities = ['high', 'medium', 'low'];

/**
 * Where a UTF-16 unit stands among the others once surrogates stand for what is above U+FFFF.
 * @param {number} unit
 */
const rank = (unit) => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/**
 * Orders by code point, as the service does.
 * @param {string} a
 * @param {string} b
 */
export const compareCodePoints = (a, b) => {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
};

/**
 * The entries under unique keys: a directory may stand twice on a search path, the second is `directory#2`.
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

/** @type {Partial<Record<ChangeKind, (a: any, b: any) => number>>} */
const orders = {
  place: (a, b) => a.position - b.position,
  finding: (a, b) =>
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareCodePoints(a.code, b.code) ||
    compareCodePoints(a.subject, b.subject),
};

/**
 * One list after its changes; entries that did not change stay the same objects, so that their rows are kept.
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
  const order = orders[kind];
  return [...entries]
    .sort(([aKey, a], [bKey, b]) => order?.(a, b) || compareCodePoints(aKey, bKey))
    .map(([, item]) => item);
};

/**
 * The inventory that a change set leads to.
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
  };
  for (const kind of kinds) {
    const changes = set.changes.filter((change) => change.kind === kind);
    if (changes.length > 0)
      Object.assign(next, { [listOf[kind]]: applyToList(inventory[listOf[kind]], kind, changes) });
  }
  return next;
};

/**
 * What came, went and changed between two inventories, when nobody could tell it step by step.
 * @param {Inventory} before
 * @param {Inventory} after
 * @returns {Change[]}
 */
export const changesBetween = (before, after) =>
  kinds.flatMap((kind) => {
    const old = keyed(kind, before[listOf[kind]]);
    const now = keyed(kind, after[listOf[kind]]);
    const gone = [...old].filter(([key]) => !now.has(key));
    const rest = [...now].filter(([key, item]) => JSON.stringify(old.get(key)) !== JSON.stringify(item));
    return [
      ...gone.map(([key, item]) => ({ kind, action: /** @type {const} */ ('destroy'), key, before: item })),
      ...rest.map(([key, item]) =>
        old.has(key)
          ? { kind, action: /** @type {const} */ ('update'), key, before: old.get(key), after: item }
          : { kind, action: /** @type {const} */ ('create'), key, after: item },
      ),
    ];
  });
