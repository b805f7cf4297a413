/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { Runtime } from '../../../src/model/inventory/runtime.ts'
 * @import { Entry } from '../../data/entries.js'
 */

import { versionOf } from '../../data/selection.js';
import { html, verbatim } from '../../document/html.js';
import { printable } from '../../text/printable.js';
import { runCommand } from '../../text/run-command.js';
import { shellQuote } from '../../text/shell-quote.js';
import { adviceOn, causeOf } from './cause.js';

/**
 * A short name for an entry of daemon.json: `kata` for `io.containerd.kata.v2`.
 * @param {string} name
 */
const shortName = (name) => name.split('.').at(-2) ?? name;

/** The entry of daemon.json that makes a name work, or the present one. @param {Runtime} runtime */
const daemonEntry = ({ name, origin, runtimeType, options, ociRuntime }) => {
  if (origin === 'stock') return undefined;
  const path = origin === 'configured' && runtimeType === undefined ? ociRuntime?.path : undefined;
  const args = ociRuntime && ociRuntime.args.length > 0 ? { runtimeArgs: ociRuntime.args } : {};
  const entry = path ? { path, ...args } : { runtimeType: runtimeType ?? name, ...(options ? { options } : {}) };
  return JSON.stringify({ runtimes: { [origin === 'configured' ? name : shortName(name)]: entry } }, null, 2);
};

/** Text between backquotes of Markdown. @param {string} text */
const quoted = (text) => `\`${printable(text).replaceAll('`', "'")}\``;

/** @param {Entry} entry @param {Inventory} inventory */
const markdown = (entry, inventory) => {
  const { containerd, docker } = inventory.host;
  const advice = adviceOn(entry, inventory);
  const runtime = entry.kind === 'runtime' ? entry.runtime : undefined;
  const path = entry.shim?.path ?? runtime?.path;
  return [
    `**Runtime** ${quoted(entry.name)}: ${printable(causeOf(entry))}`,
    '',
    path === undefined ? undefined : `- shim: ${quoted(path)} ${versionOf(entry) ?? ''}`.trim(),
    runtime?.definedIn && `- configured in: ${quoted(`${runtime.definedIn.file}:${runtime.definedIn.line}`)}`,
    `- containerd ${containerd.version} (${containerd.versionSource}), ${docker.present ? `Docker ${docker.version} (${docker.versionSource})` : 'no Docker'}`,
    advice && `- what to do: ${printable(advice.text)}`,
    runtime?.unavailable && `\n\`\`\`\n${printable(runtime.unavailable.message)}\n\`\`\``,
  ]
    .filter((line) => typeof line === 'string')
    .join('\n');
};

/**
 * What can be copied of an entry: a label, and the text.
 * @param {Entry} entry
 * @param {Inventory} inventory
 * @param {string} base the address of the service, with a slash at its end
 * @returns {{ label: string, text: string }[]}
 */
export const copiesOf = (entry, inventory, base) => {
  const about = { label: 'Markdown for an issue', text: markdown(entry, inventory) };
  if (entry.kind === 'file')
    return [
      { label: 'File path', text: printable(entry.shim.path) },
      { label: 'JSON', text: JSON.stringify(entry.shim, null, 2) },
      about,
    ];
  const { runtime } = entry;
  const { present } = inventory.host.docker;
  const daemon = present && daemonEntry(runtime);
  const run = runCommand(runtime.name, present);
  return [
    ...run.map(({ label, text }) => ({ label: `${label} command`, text })),
    ...(daemon ? [{ label: 'daemon.json entry', text: daemon }] : []),
    { label: 'JSON', text: JSON.stringify(runtime, null, 2) },
    {
      label: 'curl command',
      text: `curl -fsS ${shellQuote(`${base}v1/runtimes/${encodeURIComponent(runtime.name)}`)}`,
    },
    about,
  ];
};

/**
 * The menu of what can be copied.
 * @param {ReturnType<typeof copiesOf>} copies
 */
export const copyMenu = (copies) => html`
  ${copies.map(
    ({ label, text }) => html`
      <button type="button" role="menuitem" tabindex="-1" data-copy="${verbatim(text)}">${label}</button>`,
  )}`;
