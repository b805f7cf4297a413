/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Place } from '../../src/model/inventory/search-path.ts'
 * @import { Shim } from '../../src/model/inventory/shim.ts'
 */

/**
 * A file name that is in more than one place, and the first and the last position it is at.
 * @typedef {{ binary: string, from: number, to: number }} Contest
 */

/**
 * How the files of all lanes are arranged: by place, with a column for each contested name.
 * @typedef {object} Arrangement
 * @property {readonly Place[]} places
 * @property {ReadonlyMap<string, readonly Shim[]>} byPlace
 * @property {readonly Contest[]} contested
 * @property {ReadonlyMap<string, number>} numbers of the places, by directory
 * @property {ReadonlyMap<string, string>} relative elements of PATH, by the directory that each leads to
 */

const mostColumns = 3;

/**
 * The file names that are in more than one place, in the order in which they are found. Each gets a column of its own,
 * so that its thread runs straight down through the lanes.
 * @param {readonly Shim[]} shims
 * @param {ReadonlyMap<string, number>} numbers
 * @returns {Contest[]}
 */
const contests = (shims, numbers) => {
  const losers = new Set(shims.filter((shim) => shim.shadowedBy !== undefined).map((shim) => shim.binary));
  return [...losers]
    .map((binary) => {
      const met = shims.filter((shim) => shim.binary === binary).map((shim) => numbers.get(shim.directory) ?? 0);
      return { binary, from: Math.min(...met), to: Math.max(...met) };
    })
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .slice(0, mostColumns);
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
 * @param {Inventory} inventory
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
  return { places, byPlace, contested: contests(shims, numbers), numbers, relative };
};
