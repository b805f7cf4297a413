/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Place } from '../../src/model/inventory/search-path.ts'
 * @import { Shim } from '../../src/model/inventory/shim.ts'
 */

import { words } from '../text/words.js';

/**
 * A file name that is in more than one place, and the first and the last position it is at.
 * @typedef {{ binary: string, from: number, to: number }} Contest
 */

/**
 * How the files of all lanes are arranged: by place, with a column for each contested name.
 * @typedef {object} Arrangement
 * @property {readonly Place[]} places
 * @property {ReadonlyMap<string, readonly Shim[]>} byPlace
 * @property {readonly Contest[]} contested names that have a column
 * @property {ReadonlySet<string>} namesakes all names that are in more than one place
 * @property {ReadonlyMap<string, number>} numbers of the places, by directory
 * @property {ReadonlyMap<string, string>} relative elements of PATH, by the directory that each leads to
 */

const mostColumns = 3;

/**
 * The first file names that are in more than one place, in the order in which they are found. Each gets a column of its
 * own, so that its thread runs straight down through the lanes.
 * @param {ReadonlySet<string>} namesakes
 * @param {readonly Shim[]} shims
 * @param {ReadonlyMap<string, number>} numbers
 * @returns {Contest[]}
 */
const contests = (namesakes, shims, numbers) => {
  /** @type {Map<string, Contest>} */
  const met = new Map();
  for (const { binary, directory } of shims) {
    if (!namesakes.has(binary)) continue;
    const number = numbers.get(directory) ?? 0;
    const { from = number, to = number } = met.get(binary) ?? {};
    met.set(binary, { binary, from: Math.min(from, number), to: Math.max(to, number) });
  }
  return [...met.values()].sort((a, b) => a.from - b.from || b.to - a.to).slice(0, mostColumns);
};

/**
 * The relative elements of PATH, which containerd looks for below its working directory. A finding reports each.
 * @param {Pick<Inventory, 'searchPath' | 'findings'>} inventory
 */
const relativeElements = ({ searchPath, findings }) => {
  const cwd = searchPath.find(({ kind }) => kind === 'cwd')?.directory ?? '';
  const elements = findings.filter(({ code }) => code === 'search-path-relative').map(({ subject }) => subject);
  return new Map(
    elements.map((element) => [`${cwd === '/' ? '' : cwd}/${element.replace(/^(?:\.\/+)+|\/+$/g, '')}`, element]),
  );
};

/**
 * Arranges the files of an inventory for its lanes.
 * @param {Pick<Inventory, 'searchPath' | 'findings'> & { readonly shims: readonly Shim[] }} inventory
 * @returns {Arrangement}
 */
export const arrange = ({ searchPath, shims, findings }) => {
  const places = searchPath.filter((place) => place.state !== 'duplicate');
  const numbers = new Map(places.map((place) => [place.directory, place.position + 1]));
  /** @type {Map<string, Shim[]>} */
  const byPlace = new Map();
  for (const shim of shims) {
    const here = byPlace.get(shim.directory);
    if (here) here.push(shim);
    else byPlace.set(shim.directory, [shim]);
  }
  const relative = relativeElements({ searchPath, findings });
  const namesakes = new Set(shims.filter(({ shadowedBy }) => shadowedBy !== undefined).map(({ binary }) => binary));
  return { places, byPlace, contested: contests(namesakes, shims, numbers), namesakes, numbers, relative };
};

/** The most files of a place that are shown at first, besides those with namesakes. */
const mostOthers = 40;

/**
 * What has to be seen comes first: files with namesakes, then files that fail or are skipped.
 * @param {Shim} shim
 * @param {ReadonlySet<string>} namesakes
 */
const rankOf = ({ binary, state, reason }, namesakes) => {
  if (namesakes.has(binary)) return 0;
  return state === 'effective' && reason === undefined ? 2 : 1;
};

/**
 * The files of a place that have no column, and how many of them are not shown. Files with namesakes are always shown.
 * @param {readonly Shim[]} files
 * @param {Pick<Arrangement, 'contested' | 'namesakes'>} arrangement
 * @param {boolean} isUnfolded
 */
export const freeFiles = (files, { contested, namesakes }, isUnfolded) => {
  const columns = new Set(contested.map(({ binary }) => binary));
  const free = files.filter(({ binary }) => !columns.has(binary));
  const sorted = [...free].sort((a, b) => rankOf(a, namesakes) - rankOf(b, namesakes));
  const most = sorted.filter(({ binary }) => namesakes.has(binary)).length + mostOthers;
  const shown = isUnfolded ? sorted : sorted.slice(0, most);
  return { shown, rest: sorted.length - shown.length };
};

/** What the filter calls each state. @type {Record<Shim['state'], string>} */
const stateWords = { effective: 'selected', shadowed: 'hidden', unusable: 'skipped' };

/** @param {Shim} shim */
const textOf = ({ path, state, reason }) => {
  const why = reason === undefined ? '' : words(reason);
  const fails = state === 'effective' && reason !== undefined ? 'fails' : '';
  return `${path} ${stateWords[state]} ${fails} ${why}`.toLowerCase();
};

/**
 * The files that contain every word of a filter, with all files of the same name.
 * @param {readonly Shim[]} shims
 * @param {string} query
 */
export const selectFiles = (shims, query) => {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return shims;
  const matching = shims.filter((shim) => wanted.every((word) => textOf(shim).includes(word)));
  const binaries = new Set(matching.map(({ binary }) => binary));
  return shims.filter(({ binary }) => binaries.has(binary));
};
