/** @import { Inventory } from '../../src/model/inventory/inventory.ts' */

import { entriesOf } from './entries.js';
import { stateName } from './runtimes.js';

/** @typedef {{ name: string, kind: string, note: string }} Suggestion */

const most = 8;

const fates = { effective: 'selected', shadowed: 'hidden', unusable: 'skipped' };

/**
 * Everything that can be explained: names, aliases, handlers and files, each name once.
 * @param {Inventory} inventory
 * @returns {Suggestion[]}
 */
const everything = (inventory) => {
  const { runtimes, handlers, shims } = inventory;
  const named = entriesOf(inventory).flatMap((entry) =>
    entry.kind === 'runtime' ? [{ name: entry.name, kind: 'runtime', note: stateName(entry.runtime) }] : [],
  );
  const all = [
    ...named,
    ...runtimes.flatMap(({ name, aliases }) =>
      aliases.map((alias) => ({ name: alias, kind: 'alias', note: `same as ${name}` })),
    ),
    ...handlers.map((handler) => ({ name: handler.handler, kind: 'CRI handler', note: stateName(handler) })),
    ...shims.map(({ path, state }) => ({ name: path, kind: 'file', note: fates[state] })),
  ];
  return [...new Map(all.reverse().map((suggestion) => [suggestion.name, suggestion])).values()].reverse();
};

/**
 * What the reader may mean, names that begin with the typed text first.
 * @param {Inventory} inventory
 * @param {string} typed
 */
export const suggest = (inventory, typed) => {
  const wanted = typed.trim().toLowerCase();
  const found = everything(inventory).filter(({ name }) => name.toLowerCase().includes(wanted));
  const rank = (/** @type {Suggestion} */ { name }) => Number(!name.toLowerCase().startsWith(wanted));
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, most);
};
