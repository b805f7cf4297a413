/**
 * @import { Finding } from '../../../src/model/inventory/finding.ts'
 * @import { MeaningPart } from '../../../src/model/inventory/meaning.ts'
 * @import { ShownMeaning } from '../../data/meanings.js'
 */

import { keyOf } from '../../data/finding-groups.js';
import { html, verbatim } from '../../document/html.js';

/** A text, in which code is between backticks. @param {string} text */
const withCode = (text) =>
  text.split('`').map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`));

/** @param {readonly (readonly string[])[]} rows */
const table = ([titles = [], ...rows]) => html`
  <table>
    <thead><tr>${titles.map((title) => html`<th scope="col">${withCode(title)}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((text) => html`<td>${withCode(text)}</td>`)}</tr>`)}</tbody>
  </table>`;

/** @param {MeaningPart} part */
const partView = (part) => {
  switch (part.kind) {
    case 'paragraph':
      return html`<p>${withCode(part.text)}</p>`;
    case 'list':
      return html`<ul>${part.items.map((item) => html`<li>${withCode(item)}</li>`)}</ul>`;
    case 'table':
      return table(part.rows);
  }
};

/** The button that opens and closes the text about a finding. @param {Finding} finding @param {ShownMeaning} meaning */
export const meaningButton = (finding, meaning) => {
  const { code, subject } = finding;
  const key = verbatim(keyOf(finding));
  return html`
    <button type="button" class="disclose" aria-expanded="${meaning !== undefined}"
      aria-label="What this means: ${code}" data-code="${code}" data-subject="${verbatim(subject)}"
      data-focus="meaning ${key}">
      <svg viewBox="0 0 12 12" aria-hidden="true"><path d="M4 2.5 8 6l-4 3.5"/></svg>
      What this means
    </button>`;
};

/** What a finding means, below it. @param {Finding} finding @param {ShownMeaning} meaning */
export const meaningText = ({ code }, meaning) => {
  if (meaning === undefined) return '';
  if (meaning !== 'not-loaded') return html`<div class="meaning">${meaning.map(partView)}</div>`;
  return html`
    <div class="meaning" role="alert">
      <p>shimdex does not respond, or this page is of another version. Reload the page, or run
        <code>shimdex check --explain ${code}</code> on the host.</p>
    </div>`;
};
