/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { ExplanationAnswer, Resolution } from '../../../src/model/resolution.ts'
 */

import { html } from '../../document/html.js';
import { printable } from '../../text/printable.js';
import { copyButton, empty, pathCode, tag } from '../parts.js';
import { conclusion } from './conclusion.js';
import { ladders } from './ladder.js';
import { otherNames } from './names.js';
import { mainAnswer, titles, verdict } from './texts.js';

/** @type {Partial<Record<Resolution['verdict'], string>>} */
const origins = { stock: 'built into Docker', configured: 'configured', implicit: 'found on the search path' };

/** @param {Resolution} answer */
const clientError = ({ prints, client }) => {
  if (!prints) return '';
  const copy = copyButton(
    prints.split('\n').map(printable).join('\n'),
    `Copy the error from ${titles[client]}`,
    `copy-error ${client}`,
  );
  return html`
    <div class="client-error">
      <p>Error from ${titles[client]}</p>
      <pre tabindex="0">${prints.split('\n').map((each, index) => html`${index > 0 && html`<br>`}${each}`)}</pre>
      ${copy}
    </div>`;
};

/**
 * How one client resolves the name.
 * @param {Resolution} answer
 * @param {Resolution} first the answer that the page is about; its cause is above already
 */
const resolutionCard = (answer, first) => {
  const { client, path, note, cause, unavailable } = answer;
  const { tone, headline: word } = verdict(answer);
  const isBuiltIn = client === 'cri' && answer.verdict === 'configured' && !answer.definedIn;
  const origin = isBuiltIn ? 'built into containerd' : origins[answer.verdict];
  return html`
    <article class="resolution" aria-label="${titles[client]}" data-tone="${tone}" data-client="${client}">
      <header>
        <h4>${titles[client]}</h4>
        <p class="verdict">${word}</p>
        ${origin && tag(origin)}
      </header>
      ${path && html`<p class="winner">${pathCode(path)}</p>`}
      ${cause && cause !== first.cause && html`<p class="reason">${cause}</p>`}
      ${clientError(answer)}
      ${note && note !== cause && !unavailable?.message.includes(note) && html`<p class="note">${note}</p>`}
    </article>`;
};

/**
 * All about the name in a text.
 * @param {ExplanationAnswer} explanation
 * @param {Inventory} inventory
 * @param {string} origin the service's own address
 */
export const explanationView = (explanation, inventory, origin) => {
  const answer = mainAnswer(explanation, inventory);
  if (!answer) return html``;
  const { answers } = explanation;
  const top = conclusion(explanation, answer, origin);
  if (explanation.found === 'nothing') return top;
  return html`
    ${top}
    ${otherNames('Did you mean', answer.suggestions ?? [])}
    <figure class="trace" id="trace" hidden></figure>
    <div class="clients">${answers.map((each) => resolutionCard(each, answer))}</div>
    ${ladders(answers, inventory)}
    ${otherNames(
      'Also available as',
      answer.aliases.map((name) => ({ name })),
    )}`;
};

/**
 * Shown when the service gives no answer. A failed fetch is a `TypeError`, whose message differs between browsers.
 * @param {unknown} error
 */
export const noAnswer = (error) => {
  if (error instanceof TypeError) return empty('shimdex is not responding', 'The answer appears here when it is back.');
  return empty('No answer', error instanceof Error ? error.message : String(error));
};

/** The part of the region that never changes. */
export const explainShell = html`
  <div class="region-head">
    <h2 id="explain-title">Explain</h2>
    <p class="lead">Why a runtime starts or does not, and what to do. Paste a name, a command or an error.</p>
  </div>
  <div class="ask">
    <label for="name">Name, command or error</label>
    <input id="name" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" list="offered-names"
      placeholder="for example docker run --runtime=kata alpine" aria-describedby="explain-hint"
      aria-keyshortcuts="/ Control+K">
    <datalist id="offered-names"></datalist>
  </div>
  <p id="explain-hint" class="unseen">The result appears below as you type.</p>
  <div id="explanation"></div>`;
