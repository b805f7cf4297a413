/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { Attempt, Resolution } from '../../../src/model/resolution.ts'
 */

import { html } from '../../document/html.js';
import { shimAddress } from '../../page/router.js';
import { words } from '../../text/words.js';
import { pathCode } from '../parts.js';
import { titles } from './texts.js';

/** @type {Record<Attempt['step'], string>} */
const steps = {
  configured: 'configured file',
  absolute: 'absolute path',
  cwd: 'working directory',
  'client-path': 'PATH of nerdctl',
  path: 'PATH',
  'executable-directory': 'containerd’s own directory',
};

/** What was found at a place. @type {Partial<Record<Attempt['outcome'], string>>} */
const outcomes = { chosen: 'selected', 'not-tried': 'not reached' };

/** @param {Attempt} attempt */
const outcomeOf = ({ outcome, startable }) => {
  if (startable === false) return 'selected, fails';
  return startable ? 'would work' : (outcomes[outcome] ?? words(outcome));
};

/** @param {Attempt} attempt */
const toneOf = ({ outcome, startable }) => {
  if (startable === false) return 'failing';
  return startable ? 'spare' : outcome;
};

/**
 * The map calls the directory of the opt plugin so, although it is the first element of PATH.
 * @param {Attempt} attempt
 * @param {Inventory} inventory
 */
const stepOf = ({ step, path }, { searchPath }) => {
  const directory = path.slice(0, path.lastIndexOf('/')) || '/';
  const isOpt = step === 'path' && searchPath.some((place) => place.kind === 'opt' && place.directory === directory);
  return isOpt ? 'opt plugin' : steps[step];
};

/** @param {Attempt} attempt @param {Inventory} inventory */
const row = (attempt, inventory) => {
  const isSeen = inventory.shims.some((shim) => shim.path === attempt.path);
  const code = pathCode(attempt.path);
  return html`
    <li data-outcome="${toneOf(attempt)}">
      <span class="step">${stepOf(attempt, inventory)}</span>
      ${isSeen ? html`<a href="${shimAddress(attempt.path)}">${code}</a>` : code}
      <span class="outcome">${outcomeOf(attempt)}</span>
    </li>`;
};

/** The program that the shim executes. @param {Resolution} answer */
const programRow = ({ available, ociRuntime, unavailable }) => {
  if (!ociRuntime || (ociRuntime.path === 'runc' && ociRuntime.resolvedPath)) return '';
  const isFaulty = unavailable?.reason === 'oci-runtime-not-executable';
  const fails = isFaulty || unavailable?.reason === 'oci-runtime-missing' || !ociRuntime.resolvedPath;
  const lost = available === null ? 'not known' : 'missing';
  const state = isFaulty ? 'cannot be executed' : fails ? lost : 'found';
  return html`
    <li class="program" data-outcome="${fails ? 'failing' : 'chosen'}">
      <span class="step">OCI runtime</span>
      ${pathCode(ociRuntime.resolvedPath ?? ociRuntime.path)}
      <span class="outcome">${state}</span>
    </li>`;
};

const mostEqual = 2;

/** @param {Attempt} attempt */
const isUneventful = ({ outcome, startable }) => (outcome === 'missing' || outcome === 'not-tried') && !startable;

/**
 * Attempts with runs of uneventful ones put together.
 * @param {readonly Attempt[]} attempts
 * @returns {Attempt[][]}
 */
const runsOf = (attempts) => {
  /** @type {Attempt[][]} */
  const runs = [];
  for (const attempt of attempts) {
    const last = runs.at(-1);
    if (last?.[0] && isUneventful(attempt) && isUneventful(last[0]) && last[0].outcome === attempt.outcome)
      last.push(attempt);
    else runs.push([attempt]);
  }
  return runs;
};

/** @param {Attempt[]} run @param {number} index @param {Inventory} inventory */
const fold = (run, index, inventory) => {
  const rows = run.map((attempt) => row(attempt, inventory));
  const [first] = run;
  if (run.length <= mostEqual || !first) return rows;
  // A directory may be searched twice, and is one place.
  const places = new Set(run.map(({ path }) => path)).size;
  const count = index === 0 ? `${places} places` : `${places} more`;
  const what = first.outcome === 'missing' ? 'all missing' : 'not reached';
  return html`
    <li class="folded" data-outcome="${first.outcome}">
      <details><summary>${count}, ${what}</summary><ol class="attempts">${rows}</ol></details>
    </li>`;
};

/** @param {readonly Resolution[]} group @param {Inventory} inventory */
const ladder = (group, inventory) => {
  const [answer] = group;
  if (!answer) return '';
  const { attempts } = answer;
  const who = group
    .map(({ client }) => titles[client])
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1');
  return html`
    <div class="ladder" data-clients="${group.map(({ client }) => client).join(' ')}">
      <h4>${who}</h4>
      <ol class="attempts" aria-label="Places searched for ${who}, in order">
        ${runsOf(attempts).map((run, index) => fold(run, index, inventory))}
        ${programRow(answer)}
      </ol>
    </div>`;
};

/**
 * The places that were searched; clients with the same ones share a ladder.
 * @param {readonly Resolution[]} answers
 * @param {Inventory} inventory
 */
export const ladders = (answers, inventory) => {
  /** @type {Map<string, Resolution[]>} */
  const groups = new Map();
  for (const answer of answers) {
    const places = JSON.stringify([answer.attempts, answer.ociRuntime]);
    groups.set(places, [...(groups.get(places) ?? []), answer]);
  }
  const shown = [...groups.values()].filter(([first]) => first && (first.attempts.length > 0 || first.ociRuntime));
  const none = html`<div class="ladder"><p class="decided">None: no client searches for this name.</p></div>`;
  return html`
    <section class="searched" aria-label="Places searched">
      <h3>Places searched</h3>
      <div class="ladders">${shown.length === 0 ? none : shown.map((group) => ladder(group, inventory))}</div>
    </section>`;
};
