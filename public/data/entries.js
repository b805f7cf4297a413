/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Runtime } from '../../src/model/inventory/runtime.ts'
 * @import { Shim } from '../../src/model/inventory/shim.ts'
 */

/**
 * An entry of the list of runtimes: a runtime with the file of its shim, or a file that containerd skips. `isLost` means
 * that a skipped file would be a runtime if it could be executed.
 * @typedef {'failing' | 'unknown' | 'ready' | 'skipped'} EntryState
 * @typedef {{ kind: 'runtime', key: string, name: string, state: EntryState, runtime: Runtime, shim?: Shim }} RuntimeEntry
 * @typedef {{ kind: 'file', key: string, name: string, state: EntryState, shim: Shim, isLost: boolean }} FileEntry
 * @typedef {RuntimeEntry | FileEntry} Entry
 */

/** Reasons of a name that the running Engine refuses until somebody acts. */
const pending = new Set(['reload-needed', 'restart-needed', 'docker-config-refused']);

/**
 * Whether a runtime is listed: a client may use it, or could if Docker had loaded its configuration.
 * @param {Runtime} runtime
 */
const isListed = ({ permitted, unavailable }) => permitted !== false || pending.has(unavailable?.reason ?? '');

/** Reasons of a file whose name is right and that cannot be executed. */
const repairable = new Set([
  'not-executable',
  'is-directory',
  'dangling-symlink',
  'not-regular-file',
  'unreadable-directory',
]);

/** @param {Runtime} runtime @returns {EntryState} */
const stateOf = ({ available }) => (available === null ? 'unknown' : available ? 'ready' : 'failing');

/**
 * The files that containerd skips. The first file of each missing name counts as a runtime that fails.
 * @param {Inventory} inventory
 * @returns {FileEntry[]}
 */
const skippedFiles = ({ runtimes, shims }) => {
  const known = new Set(runtimes.map(({ name }) => name));
  return shims
    .filter(({ state }) => state === 'unusable')
    .map((shim) => {
      const isLost = shim.runtime !== undefined && !known.has(shim.runtime) && repairable.has(shim.reason ?? '');
      if (isLost && shim.runtime) known.add(shim.runtime);
      return {
        kind: 'file',
        key: `file ${shim.path}`,
        name: (isLost && shim.runtime) || shim.binary,
        state: isLost ? 'failing' : 'skipped',
        shim,
        isLost,
      };
    });
};

/** @type {WeakMap<Inventory, readonly Entry[]>} */
const known = new WeakMap();

/** @param {Inventory} inventory @returns {Entry[]} */
const makeEntries = (inventory) => {
  const files = new Map(inventory.shims.map((shim) => [shim.path, shim]));
  const runtimes = inventory.runtimes.filter(isListed).map((runtime) => {
    const shim = files.get(runtime.path ?? '');
    const { name } = runtime;
    return /** @type {const} */ ({
      kind: 'runtime',
      key: name,
      name,
      state: stateOf(runtime),
      runtime,
      ...(shim ? { shim } : {}),
    });
  });
  return [...runtimes, ...skippedFiles(inventory)];
};

/**
 * All entries of an inventory, made once.
 * @param {Inventory} inventory
 */
export const entriesOf = (inventory) => {
  const made = known.get(inventory) ?? makeEntries(inventory);
  known.set(inventory, made);
  return made;
};

/** @typedef {'all' | 'failing' | 'ready' | 'unknown' | 'skipped' | 'cri'} Show */

/** Whether an entry belongs to a part of the list. @type {Record<Show, (entry: Entry) => boolean>} */
export const parts = {
  all: (entry) => entry.kind === 'runtime' || entry.isLost,
  failing: ({ state }) => state === 'failing',
  ready: ({ state }) => state === 'ready',
  unknown: ({ state }) => state === 'unknown',
  skipped: ({ kind }) => kind === 'file',
  cri: (entry) => entry.kind === 'runtime' && entry.runtime.handlers.length > 0,
};

/**
 * How many entries each part of the list has.
 * @param {Inventory} inventory
 */
export const countEntries = (inventory) => {
  const entries = entriesOf(inventory);
  return /** @type {Record<Show, number>} */ (
    Object.fromEntries(Object.entries(parts).map(([part, has]) => [part, entries.filter(has).length]))
  );
};
