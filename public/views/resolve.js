/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { Attempt, ResolutionAnswer } from '../../src/model/resolution.ts'
 */

import { html } from '../document/html.js';
import { resolveAddress } from '../page/router.js';
import { printable } from '../text/printable.js';
import { sentence, words } from '../text/words.js';
import { copyButton, empty, pathCode, tag } from './parts.js';

/** The clients in the order of their cards. @type {readonly ResolutionAnswer['client'][]} */
export const clients = ['docker', 'containerd', 'nerdctl', 'cri'];

/** @type {Record<ResolutionAnswer['client'], string>} */
const titles = { docker: 'Docker', containerd: 'containerd', nerdctl: 'nerdctl', cri: 'CRI' };

/** @type {Record<Attempt['step'], string>} */
const steps = {
  configured: 'configured file',
  absolute: 'absolute path',
  cwd: 'working directory',
  'client-path': 'PATH of nerdctl',
  path: 'PATH',
  'executable-directory': 'containerd’s own directory',
};

/** @type {Record<NonNullable<ResolutionAnswer['refusal']>, string>} */
const refusals = {
  empty: 'Type a runtime name.',
  'no-dot': 'Docker has no runtime with this name, and the name of a shim needs a dot: io.containerd.kata.v2.',
  'empty-prefix': 'The part before the first dot is empty.',
  'absolute-path': 'Docker does not accept a path here.',
  'relative-path': 'Names cannot contain a slash.',
  'not-configured': 'This version of Docker accepts only configured names.',
  'policy-denied': 'Blocked by site policy (--deny).',
};

/** Other texts for clients that do not use the names of Docker. @type {Record<string, Partial<typeof refusals>>} */
const ownRefusals = {
  containerd: { 'no-dot': 'A runtime name needs a dot: io.containerd.kata.v2.' },
  nerdctl: { 'no-dot': 'No such program was found, and a runtime name needs a dot: io.containerd.kata.v2.' },
  cri: { 'not-configured': 'containerd’s configuration has no handler with this name.' },
};

/** What was found at a place that was searched. @type {Partial<Record<Attempt['outcome'], string>>} */
const outcomes = { chosen: 'selected', 'not-tried': 'not reached' };

/**
 * The answer in one line, and its tone.
 * @param {ResolutionAnswer} answer
 * @returns {{ tone: string, headline: string }}
 */
const verdict = (answer) => {
  if (answer.verdict === 'refused') return { tone: 'bad', headline: 'Refused' };
  if (answer.available) return { tone: 'good', headline: 'Starts' };
  if (answer.available === null) return { tone: 'warn', headline: 'Unknown' };
  if (answer.verdict === 'not-installed') return { tone: 'warn', headline: 'Not installed' };
  return { tone: 'bad', headline: 'Found, but fails to start' };
};

/** @type {Partial<Record<ResolutionAnswer['verdict'], string>>} */
const origins = { stock: 'built into Docker', configured: 'configured', implicit: 'found on the search path' };

/** @param {Attempt} attempt */
const attempt = ({ step, path, outcome }) => html`
  <li data-outcome="${outcome}">
    <span class="step">${steps[step]}</span>
    ${pathCode(path)}
    <span class="outcome">${outcomes[outcome] ?? words(outcome)}</span>
  </li>`;

/** @param {ResolutionAnswer} answer */
const attempts = (answer) =>
  answer.attempts.length === 0
    ? answer.refusal && html`<p class="decided">Rejected before any lookup.</p>`
    : html`<ol class="attempts" aria-label="Places searched, in order">${answer.attempts.map(attempt)}</ol>`;

/** @param {ResolutionAnswer} answer */
const clientError = ({ error, client }) => {
  if (!error) return '';
  const copy = copyButton(printable(error), `Copy the error from ${titles[client]}`, `copy-error ${client}`);
  return html`
    <div class="client-error">
      <p>Error from ${titles[client]}</p>
      <pre tabindex="0">${error}</pre>
      ${copy}
    </div>`;
};

/** @param {ResolutionAnswer} answer */
const reason = ({ client, refusal, unavailable, verdict: word }) => {
  const text = refusal
    ? (ownRefusals[client]?.[refusal] ?? refusals[refusal])
    : word !== 'not-installed' && unavailable && sentence(words(unavailable.reason));
  return text && html`<p class="reason">${text}</p>`;
};

/** @param {ResolutionAnswer} answer */
const cardHead = (answer) => {
  const origin = origins[answer.verdict];
  return html`
    <header>
      <h3>${titles[answer.client]}</h3>
      <p class="verdict">${verdict(answer).headline}</p>
      ${origin && tag(origin)}
    </header>`;
};

/**
 * How one client resolves a name.
 * @param {ResolutionAnswer} answer
 */
const resolutionCard = (answer) => {
  const { client, path, note } = answer;
  return html`
    <article class="resolution" aria-label="${titles[client]}"
      data-tone="${verdict(answer).tone}" data-client="${client}">
      ${cardHead(answer)}
      ${path && html`<p class="winner">${pathCode(path)}</p>`}
      ${[reason(answer), clientError(answer), attempts(answer)]}
      ${note && html`<p class="note">${note}</p>`}
    </article>`;
};

/** @param {string} name */
const nameLink = (name) => html`<li><a href="${resolveAddress(name)}"><code>${name}</code></a></li>`;

/** @param {readonly string[]} list */
const nameLinks = (list) => html`<ul class="names">${list.map(nameLink)}</ul>`;

/**
 * Names below a title; nothing without names.
 * @param {string} title
 * @param {readonly string[]} list
 */
const otherNames = (title, list) =>
  list.length > 0 && html`<div class="meant"><span>${title}</span> ${nameLinks(list)}</div>`;

/**
 * The file name that a runtime name leads to.
 * @param {string | undefined} name
 * @param {string} binary
 */
const derivation = (name, binary) => html`
  <p class="derived">
    <code>${name}</code>
    <svg viewBox="0 0 28 10" aria-label="resolves to" role="img"><path d="M1 5h24M21 1.5 25.5 5 21 8.5"/></svg>
    <code>${binary}</code>
  </p>`;

/**
 * All clients side by side, and similar names.
 * @param {readonly ResolutionAnswer[]} answers
 */
export const resolutions = (answers) => {
  const meant = [...new Set(answers.flatMap((answer) => answer.didYouMean ?? []))];
  const [first] = answers;
  const binary = answers.find((answer) => answer.binary !== undefined)?.binary;
  return html`
    ${binary && derivation(first?.name, binary)}
    ${otherNames('Did you mean', meant)}
    <div class="clients">${answers.map(resolutionCard)}</div>
    ${otherNames('Also available as', first?.aliases ?? [])}`;
};

/**
 * Shown when the service gives no answer. A failed fetch is a `TypeError`, whose message differs between browsers.
 * @param {unknown} error
 */
export const noAnswer = (error) => {
  if (error instanceof TypeError) return empty('shimdex is not responding', 'The answer appears here when it is back.');
  return empty('No answer', error instanceof Error ? error.message : String(error));
};

/**
 * All verdicts in words, for screen readers.
 * @param {readonly ResolutionAnswer[]} answers
 */
export const spokenVerdict = (answers) =>
  answers.map((answer) => `${titles[answer.client]}: ${verdict(answer).headline}`).join('. ');

/** Names that show the rules. */
const instructive = ['kata', 'io.containerd.nope.v1', '/usr/bin/containerd-shim-runc-v2', 'runc.v2'];

const mostNames = 12;

/**
 * Names to try, shown while the field is empty.
 * @param {Inventory} inventory
 */
export const suggestions = ({ runtimes }) => html`
  <div class="suggestions">
    <div><h3>On this host</h3>${nameLinks(runtimes.map((runtime) => runtime.name).slice(0, mostNames))}</div>
    <div><h3>Examples</h3>${nameLinks(instructive)}</div>
  </div>`;

/** The part of the region that never changes. */
export const resolveShell = html`
  <div class="region-head">
    <h2 id="resolve-title">Resolve</h2>
    <p class="lead">How a name is resolved: the rule, every place searched, the result.</p>
  </div>
  <div class="ask">
    <label for="name">--runtime</label>
    <input id="name" type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
      placeholder="io.containerd.kata.v2" aria-describedby="resolve-hint">
  </div>
  <p id="resolve-hint" class="unseen">The result appears below as you type.</p>
  <div id="resolutions"></div>`;
