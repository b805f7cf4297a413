/** @import { Inventory } from '../../../src/model/inventory/inventory.ts' */

import { html } from '../../document/html.js';
import { resolveAddress } from '../../page/router.js';
import { words } from '../../text/words.js';

/** @param {{ name: string, available?: boolean | null, reason?: string | undefined }} suggestion */
const nameLink = ({ name, available, reason }) => {
  const tone = available ? 'good' : available === null ? 'warn' : 'bad';
  const state = available ? 'starts' : reason ? words(reason) : 'unknown';
  return html`
    <li><a href="${resolveAddress(name)}"${available !== undefined && html` data-tone="${tone}"`}>
      <code>${name}</code>${available !== undefined && html` <span class="state">${state}</span>`}
    </a></li>`;
};

/**
 * Names below a title; nothing without names.
 * @param {string} title
 * @param {readonly Parameters<typeof nameLink>[0][]} list
 */
export const otherNames = (title, list) =>
  list.length > 0 && html`<div class="meant"><span>${title}</span> <ul class="names">${list.map(nameLink)}</ul></div>`;

/** Texts that show the rules. */
const instructive = ['kata', 'docker run --runtime=gvisor alpine', '/usr/bin/containerd-shim-runc-v2', 'runc.v2'];

const mostNames = 12;

/** What fails goes first: it is what somebody wants explained. @param {Inventory} inventory */
const byNeed = ({ runtimes }) =>
  [...runtimes].sort((a, b) => Number(a.available ?? false) - Number(b.available ?? false));

/**
 * Names to try, shown while the field is empty.
 * @param {Inventory} inventory
 */
export const suggestions = (inventory) => html`
  <div class="suggestions">
    <div><h3>On this host</h3><ul class="names">
      ${byNeed(inventory)
        .slice(0, mostNames)
        .map(({ name, available, unavailable }) => nameLink({ name, available, reason: unavailable?.reason }))}
    </ul></div>
    <div><h3>Examples</h3><ul class="names">${instructive.map((name) => nameLink({ name }))}</ul></div>
  </div>`;

const mostOffered = 200;

/**
 * Names that the field offers while the reader types.
 * @param {Inventory} inventory
 */
export const offeredNames = ({ runtimes, handlers }) => {
  const names = new Map(handlers.map(({ handler }) => [handler, 'CRI handler']));
  for (const { name, available, unavailable } of runtimes) {
    names.set(name, available ? 'starts' : words(unavailable?.reason ?? 'unknown'));
  }
  return html`${[...names].slice(0, mostOffered).map(([name, state]) => html`<option value="${name}">${state}</option>`)}`;
};
