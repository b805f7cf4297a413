/**
 * @import { Change } from '../../../src/model/inventory/change.ts'
 * @import { Finding } from '../../../src/model/inventory/finding.ts'
 * @import { Handler } from '../../../src/model/inventory/handler.ts'
 * @import { Process } from '../../../src/model/inventory/process.ts'
 * @import { Program } from '../../../src/model/inventory/program.ts'
 * @import { Runtime } from '../../../src/model/inventory/runtime.ts'
 * @import { Place } from '../../../src/model/inventory/search-path.ts'
 * @import { ShimFile } from '../../../src/model/inventory/shim-file.ts'
 * @import { Shim } from '../../../src/model/inventory/shim.ts'
 * @import { SourceState } from '../../../src/model/inventory/source.ts'
 * @import { Moment } from '../change-history.js'
 */

import { handlerAddress, resolveAddress, shimAddress } from '../../page/router.js';

/**
 * A part of a sentence: text, or a name, which may lead to more about it.
 * @typedef {{ name: string, to?: string, title?: string }} Name
 * @typedef {string | Name} Part
 */

/** @typedef {'good' | 'bad' | 'warn' | 'plain'} Tone */

/** The worst first. @type {Tone[]} */
export const tones = ['bad', 'warn', 'good', 'plain'];

/**
 * What one change of the host means. `findings` appeared or ended with it; `about` has the paths of its files.
 * @typedef {{ tone: Tone, parts: readonly Part[], findings: readonly FindingChange[], about: readonly string[] }} Sentence
 */

/** What happened at one moment. @typedef {{ moment: Moment, sentences: readonly Sentence[] }} HostEvent */

/**
 * A change of one kind of entry; `isRewritten` means that its file had to be read again.
 * @template T
 * @typedef {{ action: Change['action'], key: string, before?: T, after?: T, isRewritten?: true }} Of
 */

/** @typedef {Of<Finding>} FindingChange */

/**
 * The changes of one moment by kind. What a sentence covers is taken out, so that it is not said twice.
 * @typedef {object} Open
 * @property {Set<Of<Runtime>>} runtime
 * @property {Set<Of<Shim>>} shim
 * @property {Set<Of<Place>>} place
 * @property {Set<Of<Handler>>} handler
 * @property {Set<Of<Process>>} process
 * @property {Set<Of<Program>>} program
 * @property {Set<FindingChange>} finding
 * @property {Set<Of<SourceState>>} source
 */

/** @param {readonly Change[]} changes @returns {Open} */
export const openChanges = (changes) => {
  /** @type {Record<string, Set<unknown>>} */
  const open = {};
  for (const kind of ['runtime', 'shim', 'place', 'handler', 'process', 'program', 'finding', 'source'])
    open[kind] = new Set(changes.filter((change) => change.kind === kind));
  return /** @type {Open} */ (/** @type {unknown} */ (open));
};

/**
 * Takes the changes out that fit.
 * @template T
 * @param {Set<T>} set
 * @param {(change: T) => boolean} fits
 */
export const take = (set, fits) => {
  const taken = [...set].filter(fits);
  for (const change of taken) set.delete(change);
  return taken;
};

/**
 * The entry after a change; for a removed entry, the one before.
 * @template T
 * @param {Of<T>} change
 * @returns {T}
 */
export const entryOf = ({ before, after }) => /** @type {T} */ (after ?? before);

/**
 * Builds the parts of a sentence from a template.
 * @param {TemplateStringsArray} strings
 * @param {...(Part | readonly Part[])} values
 * @returns {Part[]}
 */
export const say = (strings, ...values) =>
  strings
    .flatMap((text, index) => [text, ...[values[index] ?? ''].flat()])
    .filter((part) => typeof part !== 'string' || part !== '');

/**
 * Parts in a list: "a, b and c".
 * @param {readonly (Part | readonly Part[])[]} items
 * @returns {Part[]}
 */
export const listed = (items) =>
  items.flatMap((item, index) => {
    const before = index === 0 ? [] : [index === items.length - 1 ? ' and ' : ', '];
    return [...before, ...[item].flat()];
  });

/** The text of a sentence. @param {readonly Part[]} parts */
export const textOf = (parts) => parts.map((part) => (typeof part === 'string' ? part : part.name)).join('');

/** @param {string} path */
export const baseName = (path) => path.slice(path.lastIndexOf('/') + 1);

/** A file of a shim by its name; the title has its path. @param {string} path @returns {Name} */
export const shimName = (path) => ({ name: baseName(path), to: shimAddress(path), title: path });

/** A file of a shim by its path. @param {string} path @returns {Name} */
export const shimPath = (path) => ({ name: path, to: shimAddress(path) });

/** @param {string} name @returns {Name} */
export const runtimeName = (name) => ({ name, to: resolveAddress(name) });

/** @param {string} name @returns {Part[]} */
export const handlerName = (name) => ['the CRI handler ', { name, to: handlerAddress(name) }];

/** The version and the package of a new file. @param {ShimFile | undefined} file @returns {Part[]} */
export const origin = (file) => {
  const { version, package: owner } = file ?? {};
  if (owner) return say` from package ${owner.name} ${owner.version}`;
  return version ? say`, version ${version}` : [];
};

/** A text that is written as code. @param {string} name @param {string} [title] @returns {Name} */
export const code = (name, title) => ({ name, ...(title === undefined ? {} : { title }) });

/**
 * Which fields of an entry differ.
 * @param {object | undefined} before
 * @param {object | undefined} after
 */
export const changedFields = (before = {}, after = {}) => {
  const [left, right] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...left.keys(), ...right.keys()])].filter(
    (field) => JSON.stringify(left.get(field)) !== JSON.stringify(right.get(field)),
  );
};

/**
 * @param {Tone} tone
 * @param {readonly Part[]} parts
 * @param {{ findings?: readonly FindingChange[], about?: readonly (string | undefined)[] }} [more]
 * @returns {Sentence}
 */
export const sentenceOf = (tone, parts, { findings = [], about = [] } = {}) => ({
  tone,
  parts,
  findings,
  about: [...new Set(about.filter((path) => path !== undefined))],
});
