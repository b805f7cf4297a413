/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { ExplanationAnswer } from '../../../src/model/resolution.ts'
 */

import { html } from '../../document/html.js';
import { empty } from '../parts.js';
import { resolutionCard } from './clients.js';
import { conclusion } from './conclusion.js';
import { ladders } from './ladder.js';
import { otherNames } from './names.js';
import { mainAnswer } from './texts.js';

/**
 * All about the name in a text.
 * @param {ExplanationAnswer} explanation
 * @param {Inventory} inventory
 * @param {string} origin the service's own address
 */
export const explanationView = (explanation, inventory, origin) => {
  const answer = mainAnswer(explanation);
  if (!answer) return html``;
  const { answers } = explanation;
  return html`
    ${conclusion(explanation, answer, origin)}
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
      placeholder="docker run --runtime=kata alpine" aria-describedby="explain-hint">
    <datalist id="offered-names"></datalist>
  </div>
  <p id="explain-hint" class="unseen">The result appears below as you type.</p>
  <div id="explanation"></div>`;
