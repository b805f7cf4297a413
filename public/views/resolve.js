/**
 * @import { Inventory } from '../../src/model/inventory.ts'
 * @import { Attempt, ResolutionAnswer } from '../../src/model/resolution.ts'
 */

import { html } from '../document/html.js';
import { resolveAddress } from '../page/router.js';
import { printable } from '../text/printable.js';
import { sentence, words } from '../text/words.js';
import { copyButton, pathCode, tag } from './parts.js';

const clients = { docker: 'Docker', containerd: 'containerd' };

/** @type {Record<Attempt['step'], string>} */
const steps = {
  configured: 'the file that is configured',
  absolute: 'the path itself',
  cwd: 'working directory',
  path: 'PATH',
  'executable-directory': 'beside containerd',
};

/** @type {Record<NonNullable<ResolutionAnswer['refusal']>, string>} */
const refusals = {
  empty: 'An empty name stands for no runtime.',
  'no-dot': 'A name that is not configured needs a dot, as in io.containerd.kata.v2.',
  'empty-prefix': 'The part before the first dot is empty.',
  'absolute-path': 'Docker lets no client name a file.',
  'relative-path': 'A name may hold no slash.',
  'not-configured': 'This version of Docker takes configured names only.',
  'policy-denied': 'The policy of this site denies its shim.',
};

/** Where containerd, which knows no configured names, has another reason. @type {Partial<typeof refusals>} */
const containerdRefusals = { 'no-dot': 'A name needs a dot, as in io.containerd.kata.v2.' };

/**
 * The answer in one line, and how glad it makes.
 * @param {ResolutionAnswer} answer
 * @returns {{ tone: string, headline: string }}
 */
const verdict = (answer) => {
  if (answer.verdict === 'refused') return { tone: 'bad', headline: 'Refused' };
  if (answer.available) return { tone: 'good', headline: 'Starts' };
  if (answer.verdict === 'not-installed') return { tone: 'warn', headline: 'Permitted, not installed' };
  return { tone: 'bad', headline: 'Known, but would not start' };
};

/** @type {Partial<Record<ResolutionAnswer['verdict'], string>>} */
const origins = { stock: 'built into Docker', configured: 'configured', implicit: 'found on the search path' };

/** @param {Attempt} attempt */
const attempt = ({ step, path, outcome }) => html`
  <li data-outcome="${outcome}">
    <span class="step">${steps[step]}</span>
    ${pathCode(path)}
    <span class="outcome">${words(outcome)}</span>
  </li>`;

/** @param {ResolutionAnswer} answer */
const attempts = (answer) =>
  answer.attempts.length === 0
    ? html`<p class="decided">No place was tried: the name decides it.</p>`
    : html`<ol class="attempts" aria-label="Places tried, in order">${answer.attempts.map(attempt)}</ol>`;

/** @param {ResolutionAnswer} answer */
const clientError = ({ error, client }) => {
  if (!error) return '';
  const copy = copyButton(printable(error), `Copy what ${clients[client]} would print`, `copy-error ${client}`);
  return html`
    <div class="client-error">
      <p>${clients[client]} would print</p>
      <pre tabindex="0">${error}</pre>
      ${copy}
    </div>`;
};

/** @param {ResolutionAnswer} answer */
const reason = ({ client, refusal, unavailable, verdict: word }) => {
  const text = refusal
    ? (client === 'containerd' && containerdRefusals[refusal]) || refusals[refusal]
    : word !== 'not-installed' && unavailable && sentence(words(unavailable.reason));
  return text && html`<p class="reason">${text}</p>`;
};

/** @param {ResolutionAnswer} answer */
const cardHead = (answer) => {
  const origin = origins[answer.verdict];
  return html`
    <header>
      <h3>${clients[answer.client]}</h3>
      <p class="verdict">${verdict(answer).headline}</p>
      ${origin && tag(origin)}
    </header>`;
};

/**
 * What one client makes of a name.
 * @param {ResolutionAnswer} answer
 */
export const resolutionCard = (answer) => {
  const { client, path, note } = answer;
  return html`
    <article class="resolution" aria-label="${clients[client]}"
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
 * The file name that a runtime name is turned into.
 * @param {string | undefined} name
 * @param {string} binary
 */
const derivation = (name, binary) => html`
  <p class="derived">
    <code>${name}</code>
    <svg viewBox="0 0 28 10" aria-label="asks for" role="img"><path d="M1 5h24M21 1.5 25.5 5 21 8.5"/></svg>
    <code>${binary}</code>
  </p>`;

/**
 * Both clients side by side, and the names that were perhaps meant.
 * @param {readonly ResolutionAnswer[]} answers
 */
export const resolutions = (answers) => {
  const meant = [...new Set(answers.flatMap((answer) => answer.didYouMean ?? []))];
  const [first] = answers;
  const binary = answers.find((answer) => answer.binary !== undefined)?.binary;
  return html`
    ${binary && derivation(first?.name, binary)}
    ${otherNames('Did you mean', meant)}
    <div class="pair">${answers.map(resolutionCard)}</div>
    ${otherNames('The same shim by another name', first?.aliases ?? [])}`;
};

/**
 * Both verdicts in words, for those who cannot see them change.
 * @param {readonly ResolutionAnswer[]} answers
 */
export const spokenVerdict = (answers) =>
  answers.map((answer) => `${clients[answer.client]}: ${verdict(answer).headline}`).join('. ');

/** Names that show what the rules are. */
const instructive = ['kata', 'io.containerd.nope.v1', '/usr/bin/containerd-shim-runc-v2', 'runc.v2'];

const mostNames = 12;

/**
 * Names to try, while nothing was typed.
 * @param {Inventory} inventory
 */
export const suggestions = ({ runtimes }) => html`
  <div class="suggestions">
    <div><h3>On this host</h3>${nameLinks(runtimes.map((runtime) => runtime.name).slice(0, mostNames))}</div>
    <div><h3>To see the rules at work</h3>${nameLinks(instructive)}</div>
  </div>`;

/** The part of the region that is written once. */
export const resolveShell = html`
  <div class="region-head">
    <h2 id="resolve-title">Resolve</h2>
    <p class="lead">What happens to a name: the rule, each place that is tried, the winner or the error.</p>
  </div>
  <div class="ask">
    <label for="name">docker run --runtime</label>
    <input id="name" type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
      placeholder="io.containerd.kata.v2" aria-describedby="resolve-hint">
  </div>
  <p id="resolve-hint" class="unseen">The verdict is shown below as you type.</p>
  <div id="resolutions"></div>`;
