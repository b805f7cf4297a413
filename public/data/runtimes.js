/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Runtime } from '../../src/model/inventory/runtime.ts'
 */

import { compareCodePoints } from '../text/code-points.js';
import { words } from '../text/words.js';

/**
 * What the reader chose: a text to look for, an order, and the rows that are open.
 * @typedef {{ query: string, sort: Column, descending: boolean, open: ReadonlySet<string> }} RuntimesChoice
 * @typedef {'name' | 'origin' | 'available' | 'isolation' | 'path'} Column
 */

/** Words for the isolation levels of the catalogue. */
const isolations = new Map([
  ['microvm', 'micro VM'],
  ['confidential-vm', 'confidential VM'],
  ['user-space-kernel', 'user-space kernel'],
  ['wasm', 'WebAssembly'],
]);

/**
 * What isolates a container from the host, in words; undefined if it is not known.
 * @param {Runtime} runtime
 */
export const isolationName = ({ isolation }) => isolation && (isolations.get(isolation) ?? words(isolation));

/** What starts first, then what is unknown, then what fails. @param {Runtime} runtime */
const stateKey = ({ available, unavailable }) => {
  if (available) return '0';
  return `${available === null ? 1 : 2}${unavailable?.reason ?? ''}`;
};

/**
 * The state of a runtime in words.
 * @param {Pick<Runtime, 'available' | 'unavailable'>} runtime
 */
export const stateName = ({ available, unavailable }) => {
  if (available) return 'available';
  const reason = words(unavailable?.reason ?? '');
  if (available === null) return reason === '' ? 'unknown' : `unknown: ${reason}`;
  return reason === '' ? 'unavailable' : reason;
};

/**
 * @param {Runtime} runtime
 * @param {Column} column
 */
const sortKey = (runtime, column) => {
  if (column === 'available') return stateKey(runtime);
  return runtime[column] ?? '\u{10ffff}';
};

/** @type {WeakMap<Runtime, string>} */
const texts = new WeakMap();

/**
 * The text that the filter searches, built once for each runtime.
 * @param {Runtime} runtime
 */
const textOf = (runtime) => {
  const known = texts.get(runtime);
  if (known !== undefined) return known;
  const { name, path, binary, runtimeType, origin, description, isolation, project } = runtime;
  const fields = [name, path, binary, runtimeType, origin, description, isolation, project];
  const others = [isolationName(runtime), ...runtime.aliases];
  const text = [...fields, ...others, stateName(runtime)].filter(Boolean).join('\n').toLowerCase();
  texts.set(runtime, text);
  return text;
};

/**
 * The permitted runtimes that contain every word of the filter, in the chosen order.
 * @param {Inventory} inventory
 * @param {RuntimesChoice} choice
 */
export const selectRuntimes = ({ runtimes }, { query, sort, descending }) => {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const selected = runtimes.filter(
    (runtime) => runtime.permitted && wanted.every((word) => textOf(runtime).includes(word)),
  );
  const direction = descending ? -1 : 1;
  return selected.sort(
    (a, b) => direction * compareCodePoints(sortKey(a, sort), sortKey(b, sort)) || compareCodePoints(a.name, b.name),
  );
};
