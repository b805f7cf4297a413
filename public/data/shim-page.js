/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Runtime } from '../../src/model/inventory/runtime.ts'
 * @import { Shim } from '../../src/model/inventory/shim.ts'
 * @import { ShimFile } from '../../src/model/inventory/shim-file.ts'
 * @import { ShimVerdict } from './verdict.js'
 */

import { arrange } from './arrangement.js';
import { verdictOf } from './verdict.js';

/**
 * A file of a shim: one on the search path with its `shim` and its verdict, or one that a configuration names by its path.
 * @typedef {object} Subject
 * @property {string} path
 * @property {string} binary
 * @property {string | undefined} realPath
 * @property {ShimFile | undefined} file
 * @property {Shim | undefined} shim
 * @property {ShimVerdict | undefined} verdict
 * @property {readonly Runtime[]} runtimes that lead to this file, and the ones that would if containerd used it
 */

/** @param {Inventory} inventory @param {string} path */
const runtimesOf = ({ runtimes }, path) => runtimes.filter((runtime) => runtime.path === path);

/** The name that a file would have if containerd did not skip it. @param {Inventory} inventory @param {Shim} shim */
const lostRuntimes = ({ runtimes }, { binary, state }) =>
  state === 'unusable' ? runtimes.filter((runtime) => runtime.binary === binary && runtime.path === undefined) : [];

/**
 * The shim at a path; undefined if there is none.
 * @param {Inventory} inventory
 * @param {string} path
 * @returns {Subject | undefined}
 */
export const subjectAt = (inventory, path) => {
  const shim = inventory.shims.find((each) => each.path === path);
  if (shim) {
    const { binary, realPath, file } = shim;
    const runtimes = [...runtimesOf(inventory, path), ...lostRuntimes(inventory, shim)];
    return { path, binary, realPath, file, shim, verdict: verdictOf(shim, arrange(inventory)), runtimes };
  }
  const program = inventory.programs.find((each) => each.role === 'shim' && each.path === path);
  if (!program) return undefined;
  const binary = path.slice(path.lastIndexOf('/') + 1);
  const { realPath, file } = program;
  return { path, binary, realPath, file, shim: undefined, verdict: undefined, runtimes: runtimesOf(inventory, path) };
};

/**
 * The runtime by which the verdict about a file is judged: its own name, else any name that leads to it.
 * @param {Subject} subject
 */
export const mainRuntime = ({ shim, runtimes }) =>
  runtimes.find(({ name }) => name === shim?.runtime) ??
  (shim ? undefined : (runtimes.find(({ available }) => !available) ?? runtimes[0]));

/**
 * Every name by which a client may ask for a file, its path last.
 * @param {Subject} subject
 * @param {Inventory} inventory
 */
export const namesOf = ({ path, shim, runtimes }, { handlers }) => {
  const configured = runtimes.filter(({ origin }) => origin !== 'implicit').map(({ name }) => name);
  const own = shim?.runtime === undefined ? [] : [shim.runtime, ...shim.aliases];
  const ofCri = handlers.filter((handler) => handler.path === path || handler.runtimeType === shim?.runtime);
  return [...new Set([...own, ...configured, ...ofCri.map(({ handler }) => handler), path])];
};

/**
 * The findings about a file and about the names that lead to it.
 * @param {Subject} subject
 * @param {Inventory} inventory
 */
export const findingsOf = ({ path, realPath, runtimes }, { findings }) => {
  const failing = runtimes.filter(({ available }) => !available).map(({ name }) => name);
  const subjects = new Set([path, realPath, ...failing]);
  return findings.filter(({ subject }) => subjects.has(subject));
};

/**
 * What to do about a file, the most useful first, each once.
 * @param {Subject} subject
 * @param {Inventory} inventory
 */
export const adviceOf = (subject, inventory) => {
  const runtime = mainRuntime(subject);
  const all = [
    ...findingsOf(subject, inventory).flatMap(({ advice }) => advice),
    ...((runtime && !runtime.available && runtime.advice) || []),
  ];
  return [...new Map(all.map((each) => [each.command ?? each.text, each])).values()];
};

/** Files that are not at their path any more. */
const unusual = ['deleted', 'replaced', null];

/**
 * The processes that run a file, the ones that need attention first.
 * @param {Subject} subject
 * @param {Inventory} inventory
 */
export const processesOf = ({ path, realPath }, { processes }) => {
  const own = processes.filter((process) => process.path !== undefined && [path, realPath].includes(process.path));
  return own.sort((a, b) => Number(unusual.includes(b.state)) - Number(unusual.includes(a.state)));
};
