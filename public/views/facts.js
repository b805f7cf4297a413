/**
 * @import { Advice } from '../../src/model/inventory/advice.ts'
 * @import { Unavailable } from '../../src/model/inventory/unavailable.ts'
 * @import { Html } from '../document/html.js'
 */

import { html } from '../document/html.js';
import { printable } from '../text/printable.js';
import { words } from '../text/words.js';
import { copyButton } from './parts.js';

/**
 * A fact of a `fact-list`; nothing without a value.
 * @param {string} term
 * @param {unknown} value
 * @param {boolean} [wide] takes the whole width
 */
export const fact = (term, value, wide = false) =>
  value && html`<div${wide && html` class="wide"`}><dt>${term}</dt><dd>${value}</dd></div>`;

/** @param {string | undefined} text */
export const code = (text) => text && html`<code>${text}</code>`;

/**
 * Names in one line, each a link; nothing without names.
 * @param {readonly string[]} names
 * @param {(name: string) => string} addressOf
 */
export const linkList = (names, addressOf) =>
  names.length > 0 &&
  html`
    <ul class="inline">
      ${names.map((name) => html`<li><a href="${addressOf(name)}"><code>${name}</code></a></li>`)}
    </ul>`;

/**
 * A text of several lines, with a line break after each.
 * @param {string} text
 */
const lines = (text) => text.split('\n').map((line) => html`${line}<br>`);

/**
 * Options as they are configured; nothing without options.
 * @param {Readonly<Record<string, unknown>> | undefined} options
 */
export const optionsBlock = (options) =>
  options &&
  Object.keys(options).length > 0 &&
  html`<pre tabindex="0">${lines(JSON.stringify(options, null, 2))}</pre>`;

/**
 * Why something does not start, with the message of the client to copy.
 * @param {{ available: boolean | null, unavailable?: Unavailable | undefined }} item
 * @param {string} name
 */
export const failure = ({ available, unavailable }, name) => {
  if (!unavailable) return '';
  const copy = copyButton(printable(unavailable.message), 'Copy the message', `copy-message ${name}`);
  return html`
    <div class="failure">
      <p><strong>${available === null ? 'Unknown' : 'Fails to start'}: ${words(unavailable.reason)}</strong></p>
      <pre tabindex="0">${unavailable.message}</pre>
      ${copy}
    </div>`;
};

/**
 * A text to copy: a command, or what goes into a file. Its line breaks stay, other invisible characters do not.
 * @param {string} text
 * @param {string} label
 * @param {string} focus
 */
export const toCopy = (text, label, focus) => {
  const copied = text.split('\n').map(printable).join('\n');
  return html`
    <div class="to-copy"><pre tabindex="0">${lines(text.trimEnd())}</pre>${copyButton(copied, label, focus)}</div>`;
};

/** A sentence with its addresses as links. @param {string} text */
const withLinks = (text) =>
  text
    .split(/(https:\/\/[\w./#-]*[\w/#-])/)
    .map((part, index) => (index % 2 === 0 ? html`${part}` : html`<a href="${part}" rel="noreferrer">${part}</a>`));

/**
 * One piece of advice: a sentence, a text for a file to copy, then a command.
 * @param {Advice} advice
 * @param {string} focus key that finds the buttons again
 */
export const remedy = ({ text, command, file, snippet }, focus) => html`
  <p>${withLinks(text)}</p>
  ${file && html`<p class="soft">in <code>${file}</code></p>`}
  ${snippet && toCopy(snippet, 'Copy the text for the file', `copy-snippet ${focus}`)}
  ${command && toCopy(command, 'Copy the command', `copy-command ${focus}`)}`;

/**
 * Each way to do something, with the steps that follow it: such a step begins with "Then".
 * @param {readonly Advice[]} advice
 */
export const waysOf = (advice) => {
  /** @type {Advice[][]} */
  const ways = [];
  for (const each of advice) {
    const way = each.text.startsWith('Then ') && ways.at(-1);
    if (way) way.push(each);
    else ways.push([each]);
  }
  return ways;
};

/** The steps of one way. @param {readonly Advice[]} way @param {string} focus */
export const steps = (way, focus) => way.map((each, index) => remedy(each, index === 0 ? focus : `${focus} ${index}`));

/**
 * What to do about something that does not start, most useful first; nothing without advice.
 * @param {readonly Advice[]} advice
 * @param {string} name
 * @param {Html} [title] its heading, where it is not right below the one of a section
 */
export const remedies = (advice, name, title = html`<h3>What to do</h3>`) =>
  advice.length > 0 &&
  html`
    <div class="remedies">
      ${title}
      <ul>${waysOf(advice).map((way, index) => html`<li>${steps(way, `${index} ${name}`)}</li>`)}</ul>
    </div>`;
