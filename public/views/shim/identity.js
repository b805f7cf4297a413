/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { ShimFile } from '../../../src/model/inventory/shim-file.ts'
 * @import { Subject } from '../../data/shim-page.js'
 */

import { arrange } from '../../data/arrangement.js';
import { verdictOf } from '../../data/verdict.js';
import { Html, html } from '../../document/html.js';
import { shimAddress } from '../../page/router.js';
import { printable } from '../../text/printable.js';
import { code, fact } from '../facts.js';
import { copyButton, pathCode, tag } from '../parts.js';

/** Where a version was found. @type {Record<NonNullable<ShimFile['versionSource']>, string>} */
const versionSources = {
  package: 'from its package',
  build: 'from its build information',
  linker: 'set by its linker',
  symbol: 'from a symbol in it',
  constant: 'from the source of containerd in it',
};

/** @param {string} text @param {string} what */
const copied = (text, what) => copyButton(printable(text), `Copy ${what}`, `copy ${what}`);

/** @param {ShimFile} file */
const version = ({ version: number, versionSource }) =>
  number &&
  html`<strong>${number}</strong> <span class="soft">${versionSource && versionSources[versionSource]}</span>`;

/** @param {ShimFile} file */
const owner = ({ package: from }) => {
  if (!from) return html`<span class="soft">not in any package</span>`;
  const states = /** @type {const} */ ({
    true: ['unchanged', 'good'],
    false: ['changed since', 'warn'],
    null: undefined,
  });
  const state = states[/** @type {'true' | 'false' | 'null'} */ (String(from.verified))];
  return html`${from.name} ${from.version} <span class="soft">${from.manager}</span> ${state && tag(state[0], state[1])}`;
};

/** @param {ShimFile} file */
const build = ({ build: made }) => {
  if (!made) return '';
  const language = made.goVersion ? `Go ${made.goVersion}` : { go: 'Go', rust: 'Rust' }[made.language];
  const module = made.module && html`<br><code>${made.module}${made.version && ` ${made.version}`}</code>`;
  const revision =
    made.revision && html`<br>commit <code title="${made.revision}">${made.revision.slice(0, 12)}</code>`;
  return html`${language}${module}${revision}`;
};

/** @param {ShimFile} file */
const modules = ({ build: made }) =>
  made?.containerd &&
  Object.entries(made.containerd).map(([name, number]) => html`<div><code>${name} ${number}</code></div>`);

/** @param {ShimFile} file */
const format = ({ format: { kind, machine, interpreter } }) => {
  const name = { elf: 'ELF', script: 'script', other: 'not a program' }[kind];
  return html`${[name, machine].filter(Boolean).join(', ')}${interpreter && html`<br>needs <code>${interpreter}</code>`}`;
};

/** @param {number} bytes */
const sizeOf = (bytes) => {
  const all = `${bytes.toLocaleString('en')} bytes`;
  return bytes < 1e6 ? all : html`${(bytes / 1e6).toFixed(1)} MB <span class="soft">${all}</span>`;
};

/** @param {ShimFile} file */
const digest = ({ sha256 }) =>
  sha256 && html`<span class="digest"><code>${sha256}</code>${copied(sha256, 'the SHA-256')}</span>`;

/** Other files of the same name, each with its verdict. @param {Subject} subject @param {Inventory} inventory */
const namesakes = ({ path, binary }, inventory) => {
  const others = inventory.shims.filter((each) => each.binary === binary && each.path !== path);
  if (others.length === 0) return '';
  const arrangement = arrange(inventory);
  return html`
    <ul>
      ${others.map(
        (each) => html`
        <li>
          <a href="${shimAddress(each.path)}" data-focus="namesake ${each.path}">${pathCode(each.path)}</a>${' '}
          <span class="soft">${[each.file?.version, verdictOf(each, arrangement).text].filter(Boolean).join(', ')}</span>
        </li>`,
      )}
    </ul>`;
};

/**
 * What a file is, one fact for each key; a fact without a value is left out.
 * @param {Subject} subject
 * @param {Inventory} inventory
 * @returns {{ key: string, markup: Html }[]}
 */
export const shimIdentity = (subject, inventory) => {
  const { path, realPath, file } = subject;
  /** @type {[string, unknown, boolean?][]} */
  const read = file
    ? [
        ['Version', version(file)],
        ['Package', owner(file)],
        ['Build', build(file)],
        ['Modules of containerd', modules(file)],
        ['Format', format(file)],
        ['Size', sizeOf(file.size)],
        ['Mode and owner', html`<code>${file.mode}</code> uid ${file.uid}, gid ${file.gid}`],
        ['SHA-256', digest(file), true],
      ]
    : [['Content', html`<span class="soft">not read yet, or not readable</span>`]];
  /** @type {[string, unknown, boolean?][]} */
  const facts = [
    ['Path', html`<span class="digest">${pathCode(path)}${copied(path, 'the path')}</span>`, true],
    ['Symlink to', realPath !== path && code(realPath), true],
    ...read,
    ['Other files of this name', namesakes(subject, inventory), true],
  ];
  return facts.flatMap(([term, value, wide]) => {
    const markup = fact(term, value, wide);
    return markup instanceof Html ? [{ key: term, markup }] : [];
  });
};
