/**
 * @import { Finding } from '../../src/model/inventory/finding.ts'
 * @import { Handler } from '../../src/model/inventory/handler.ts'
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 */

import { lacksContainerd } from '../data/runtimes.js';
import { html } from '../document/html.js';
import { printable } from '../text/printable.js';
import { noContainerd } from '../text/words.js';
import { remedies } from './facts.js';
import { copyButton, empty } from './parts.js';

/**
 * The handlers that fail, then the others, each in the order of their names.
 * @param {readonly Handler[]} handlers
 */
export const failingFirst = (handlers) => [
  ...handlers.filter((handler) => !handler.available),
  ...handlers.filter((handler) => handler.available),
];

/**
 * What is wrong with all of containerd's configuration, if anything is.
 * @param {Inventory} inventory
 * @returns {Finding | undefined}
 */
const wholeFault = ({ findings }) =>
  findings.find(({ code }) => code === 'containerd-config-refused') ??
  findings.find(({ code }) => code === 'cri-fails');

/** @param {Inventory} inventory */
const headline = (inventory) => {
  const { state } = inventory.cri;
  if (state === 'served') return 'containerd is running with an earlier configuration: its next start fails';
  if (state === 'not-served') return 'CRI is not served, so no pod starts';
  if (!wholeFault(inventory)) return 'CRI may not be served';
  return 'containerd is running, but cannot be asked about CRI. After its next start, CRI is not served';
};

const forDocker = 'Docker does not need CRI; a kubelet does.';

/** @param {Inventory} inventory */
const absentFile = ({ sources }) => {
  const source = sources.find(({ source: name, state }) => name === 'containerd-config' && state === 'absent');
  if (!source?.file) return html``;
  return html`
    <p class="cri-note">
      <strong>No containerd configuration was found at <code>${source.file}</code>.</strong>${' '}
      containerd has only its built-in handler.
    </p>`;
};

/**
 * The state of CRI, unless it is served and will be after the next start: containerd's text, and what to do.
 * @param {Inventory} inventory
 */
export const criNote = (inventory) => {
  const { cri, handlers } = inventory;
  const fault = wholeFault(inventory);
  const text = (cri.state === 'not-served' ? undefined : fault?.message) ?? cri.message ?? '';
  if (lacksContainerd(inventory)) return html`<p class="cri-note"><strong>${noContainerd}.</strong> No pod starts.</p>`;
  if (handlers.length === 0 && !fault) return html``;
  if (text === '') return absentFile(inventory);
  if (cri.state === 'served' && !fault) return html`<p class="cri-note">${text}.</p>`;
  if (cri.state === 'not-served' && !fault) return html`<p class="cri-note"><strong>${text}.</strong> ${forDocker}</p>`;
  return html`
    <div class="cri-note" data-tone="${fault ? 'bad' : 'warn'}">
      <div class="failure">
        <p><strong>${headline(inventory)}</strong></p>
        <pre tabindex="0">${text}</pre>
        ${copyButton(printable(text), 'Copy the message', 'copy-cri-message')}
      </div>
      ${remedies(fault?.advice ?? [], 'cri')}
    </div>`;
};

/**
 * Shown when the table is empty, unless the note above says why.
 * @param {Inventory} inventory
 */
export const noHandlers = (inventory) => {
  const { state, message } = inventory.cri;
  if (inventory.handlers.length > 0 || wholeFault(inventory) || lacksContainerd(inventory)) return html``;
  if (state === 'served') return empty('No handlers', 'containerd serves CRI without a runtime handler.');
  if (state === 'unknown') return empty('Handlers are unknown', message);
  return empty('CRI is disabled', html`${message}. ${forDocker}`);
};

/** The part of the region that never changes. */
export const handlersShell = html`
  <div class="region-head">
    <h2 id="handlers-title">Handlers</h2>
    <p class="lead">
      Names that a RuntimeClass can have as its <code>handler</code>, from containerd’s configuration.
    </p>
  </div>
  <div id="cri-note"></div>
  <div class="table-box">
    <table id="handlers-table" class="records" role="table" aria-labelledby="handlers-title">
      <thead role="rowgroup" data-key=" head">
        <tr role="row">
          <th scope="col" role="columnheader">Handler</th>
          <th scope="col" role="columnheader">Status</th>
          <th scope="col" role="columnheader">Shim</th>
          <th scope="col" role="columnheader">Defined in</th>
        </tr>
      </thead>
    </table>
  </div>
  <div id="no-handlers"></div>`;
