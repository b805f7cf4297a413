/**
 * @import { ExplanationAnswer, Resolution } from '../../../src/model/resolution.ts'
 * @import { Subject } from '../../data/shim-page.js'
 */

import { html } from '../../document/html.js';
import { resolveAddress, shimAddress } from '../../page/router.js';
import { shortVerdict } from '../explain/short-verdict.js';
import { commands, titles, verdict } from '../explain/texts.js';

const clients = /** @type {Resolution['client'][]} */ (Object.keys(commands));

/** @param {Resolution['client']} client */
const label = (client) => (client === 'cri' ? titles.cri : commands[client]);

/** A refusal is the rule of a client, unless the client only has to load its configuration: no fault of the file. @param {Resolution} answer */
const toneOf = (answer) => {
  const { tone } = verdict(answer);
  if (answer.verdict !== 'refused' || tone !== 'bad') return tone;
  return ['reload-needed', 'restart-needed', 'docker-config-refused'].includes(answer.refusal ?? '') ? 'warn' : 'plain';
};

/** What a client does with a name, from the view of one file. @param {Resolution} answer @param {Subject} subject */
const cellOf = (answer, { path, realPath }) => {
  const isHere = answer.path === undefined || answer.path === path || answer.path === realPath;
  if (isHere) return { tone: toneOf(answer), word: shortVerdict(answer) };
  return { tone: 'plain', word: 'another file', to: answer.path };
};

/** @param {Resolution | undefined} answer @param {Subject} subject @param {Resolution['client']} client */
const cell = (answer, subject, client) => {
  if (!answer) return html`<td role="cell" data-client="${label(client)}"><span class="none">…</span></td>`;
  const { tone, word, to } = cellOf(answer, subject);
  const text = to
    ? html`<a href="${shimAddress(to)}" title="${to}" data-focus="other ${client} ${answer.name}">${word}</a>`
    : word;
  return html`
    <td role="cell" data-client="${label(client)}"><span class="status" data-tone="${tone}"><span>${text}</span></span></td>`;
};

/**
 * What each client does with a name, and whether that is this file.
 * @param {string} name
 * @param {ExplanationAnswer | undefined} explanation what the service says about the name, if that is known
 * @param {Subject} subject
 */
export const nameRow = (name, explanation, subject) => html`
  <tr role="row">
    <th scope="row" role="rowheader">
      <a href="${resolveAddress(name)}" data-focus="name ${name}"><code>${name}</code></a>
    </th>
    ${clients.map((client) =>
      cell(
        explanation?.answers.find((answer) => answer.client === client),
        subject,
        client,
      ),
    )}
  </tr>`;

/** The table of names without its rows. */
export const namesShell = html`
  <table class="shim-names" role="table" aria-labelledby="shim-names-title">
    <thead role="rowgroup">
      <tr role="row">
        <th scope="col" role="columnheader">Name</th>
        ${clients.map(
          (client) => html`
            <th scope="col" role="columnheader" title="${titles[client]}">
              ${label(client)}
            </th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup" id="shim-names"></tbody>
  </table>
  <p id="more-names" class="soft"></p>`;
