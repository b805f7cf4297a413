/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Entry, EntryState, Show } from './entries.js'
 */

import { compareCodePoints } from '../text/code-points.js';
import { words } from '../text/words.js';
import { entriesOf, parts } from './entries.js';
import { isolationName, stateName } from './runtimes.js';

/**
 * What the reader chose: a part of the list, a text to look for, an order, and the rows that are open.
 * @typedef {'name' | 'state' | 'version' | 'where'} Column
 * @typedef {object} RuntimesChoice
 * @property {Show} show
 * @property {string} query
 * @property {Column} sort
 * @property {boolean} descending
 * @property {ReadonlySet<string>} open the keys of the entries
 */

/** The list as it is without a choice: what fails is first. @type {RuntimesChoice} */
export const noChoice = { show: 'all', query: '', sort: 'state', descending: false, open: new Set() };

const columns = /** @type {const} */ (['name', 'state', 'version', 'where']);

/**
 * Reads a choice from the parameters of an address.
 * @param {URLSearchParams} parameters
 * @returns {RuntimesChoice}
 */
export const readRuntimesChoice = (parameters) => {
  const show = parameters.get('show') ?? '';
  const [, minus, column] = /^(-?)(\w+)$/.exec(parameters.get('sort') ?? '') ?? [];
  const sort = columns.find((candidate) => candidate === column);
  return {
    show: Object.hasOwn(parts, show) ? /** @type {Show} */ (show) : noChoice.show,
    query: parameters.get('q') ?? '',
    sort: sort ?? noChoice.sort,
    descending: sort !== undefined && minus === '-',
    open: new Set(parameters.getAll('open')),
  };
};

/**
 * The parameters of a choice; the reverse of `readRuntimesChoice`.
 * @param {RuntimesChoice} choice
 */
export const writeRuntimesChoice = ({ show, query, sort, descending, open }) => {
  const parameters = new URLSearchParams();
  if (show !== noChoice.show) parameters.set('show', show);
  if (query !== '') parameters.set('q', query);
  if (sort !== noChoice.sort || descending) parameters.set('sort', `${descending ? '-' : ''}${sort}`);
  for (const key of open) parameters.append('open', key);
  return parameters;
};

/** Words that select a state. @type {Map<string, EntryState>} */
const stateWords = new Map([
  ['failing', 'failing'],
  ['unavailable', 'failing'],
  ['broken', 'failing'],
  ['unknown', 'unknown'],
  ['ready', 'ready'],
  ['skipped', 'skipped'],
]);

/** @param {Entry} entry */
const fieldsOf = (entry) => {
  const { binary, path, realPath, aliases, reason, file } = entry.shim ?? {};
  const ofFile = [
    binary,
    path,
    realPath,
    reason && words(reason),
    file?.version,
    file?.package?.name,
    ...(aliases ?? []),
  ];
  if (entry.kind === 'file') return ofFile;
  const { runtime } = entry;
  const { runtimeType, origin, description, isolation, project, ociRuntime, definedIn } = runtime;
  return [
    ...ofFile,
    ...[runtime.path, runtime.binary, runtimeType, origin, description, isolation, project, runtime.version],
    ...[ociRuntime?.path, definedIn?.file, isolationName(runtime), stateName(runtime)],
    ...runtime.handlers,
  ];
};

/** @type {WeakMap<Entry, string>} */
const texts = new WeakMap();

/**
 * The text of an entry that is searched, built once.
 * @param {Entry} entry
 */
const textOf = (entry) => {
  const known = texts.get(entry);
  if (known !== undefined) return known;
  const text = [entry.name, ...fieldsOf(entry)].filter(Boolean).join('\n').toLowerCase();
  texts.set(entry, text);
  return text;
};

/**
 * Whether an entry has a word of the filter: `failing`, `sha:9f2c`, `pkg:kata`, or any text.
 * @param {Entry} entry
 * @param {string} word in lower case
 */
const has = (entry, word) => {
  const state = stateWords.get(word);
  if (state !== undefined) return state === entry.state;
  const [, field, value = ''] = /^(sha|pkg):(.*)$/.exec(word) ?? [];
  if (field === 'sha') return entry.shim?.file?.sha256?.startsWith(value) ?? false;
  if (field === 'pkg') return entry.shim?.file?.package?.name.toLowerCase().includes(value) ?? false;
  return textOf(entry).includes(word);
};

const stateOrder = { failing: 0, unknown: 1, ready: 2, skipped: 3 };

/** @type {Intl.Collator | undefined} */
let collator;

/**
 * Compares versions as people do. A collator takes milliseconds and megabytes, so the first comparison makes it.
 * @param {string} a
 * @param {string} b
 */
const compareVersions = (a, b) => {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(a, b);
};

/** @param {Entry} entry */
export const versionOf = (entry) =>
  (entry.kind === 'runtime' ? entry.runtime.version : undefined) ?? entry.shim?.file?.version;

/** @param {Entry} entry */
const pathOf = (entry) => entry.shim?.path ?? (entry.kind === 'runtime' ? entry.runtime.path : undefined);

/** What is unknown comes last. @param {string | undefined} a @param {string | undefined} b */
const bothOr = (a, b) => Number(a === undefined) - Number(b === undefined);

/** @type {Record<Column, (a: Entry, b: Entry) => number>} */
const orders = {
  name: () => 0,
  state: (a, b) => stateOrder[a.state] - stateOrder[b.state],
  version: (a, b) => bothOr(versionOf(a), versionOf(b)) || compareVersions(versionOf(a) ?? '', versionOf(b) ?? ''),
  where: (a, b) => bothOr(pathOf(a), pathOf(b)) || compareCodePoints(pathOf(a) ?? '', pathOf(b) ?? ''),
};

/**
 * The entries of the chosen part that contain every word of the filter, in the chosen order.
 * @param {Inventory} inventory
 * @param {RuntimesChoice} choice
 */
export const selectEntries = (inventory, { show, query, sort, descending }) => {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const selected = entriesOf(inventory).filter(
    (entry) => parts[show](entry) && wanted.every((word) => has(entry, word)),
  );
  const direction = descending ? -1 : 1;
  return selected.sort(
    (a, b) =>
      direction * (orders[sort](a, b) || (sort === 'name' ? compareCodePoints(a.name, b.name) : 0)) ||
      compareCodePoints(a.name, b.name),
  );
};
