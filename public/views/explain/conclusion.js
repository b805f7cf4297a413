/**
 * @import { Advice } from '../../../src/model/inventory/advice.ts'
 * @import { Finding } from '../../../src/model/inventory/finding.ts'
 * @import { ExplanationAnswer, Resolution } from '../../../src/model/resolution.ts'
 */

import { explainAddress } from '../../data/ask.js';
import { html } from '../../document/html.js';
import { findingAddress } from '../../page/router.js';
import { shellQuote } from '../../text/shell-quote.js';
import { steps, toCopy, waysOf } from '../facts.js';
import { copyButton, pathCode, severityTones, tag } from '../parts.js';
import { withoutFault } from '../runtimes/cause.js';
import { marks, noName, titles, verdict } from './texts.js';

/** The first sentence. @param {Resolution} answer @param {ExplanationAnswer['found']} found */
const headline = (answer, found) => {
  if (found === 'nothing') return noName;
  if (found === 'runtime-class') return html`The cluster has no RuntimeClass <code>${answer.name}</code>`;
  const name = html`<code>${answer.name === '' ? '""' : answer.name}</code>`;
  const who = titles[answer.client];
  const state = verdict(answer).headline;
  if (answer.verdict === 'refused') return html`${who} refuses ${name}`;
  if (answer.available) return html`${who} starts ${name}`;
  if (state === 'Unknown') return html`shimdex cannot tell whether ${who} starts ${name}`;
  if (state === 'Cannot start') return html`${name} cannot start`;
  // The program that a known name leads to is missing.
  const of = state === 'Not installed' && answer.verdict !== 'not-installed' && 'The shim of ';
  return html`${of}${name} is ${state.toLowerCase()}`;
};

/** What can be copied goes first: the name that works now has a place of its own. @param {Resolution} answer */
const fixes = ({ advice, instead, cause }) => {
  const isNow = (/** @type {Advice} */ { command, snippet }) => instead && !command && !snippet;
  const ways = waysOf(advice);
  const way = ways.find((each) => !each.every(isNow)) ?? ways[0];
  const [first, ...rest] = way ?? [];
  return { fix: first && [firstFix(first, cause), ...rest], others: ways.filter((each) => each !== way) };
};

/** A fix that begins with "Or" continues another one, and the cause has the fault already. @param {Advice} advice @param {string} [cause] */
const firstFix = ({ text, ...rest }, cause = '') => ({
  ...rest,
  text: withoutFault(
    text.replace(/^Or (.)/, (_, letter) => letter.toUpperCase()),
    cause,
  ),
});

/** @param {Finding} finding */
const findingLink = (finding) => html`
  <li><a href="${findingAddress(finding)}">
    ${tag(finding.severity, severityTones[finding.severity])} <code>${finding.code}</code>
    <span class="subject">${finding.subject}</span>
  </a></li>`;

/** @param {string} title @param {string} kind @param {unknown} content */
const part = (title, kind, content) => html`<div class="part ${kind}"><dt>${title}</dt><dd>${content}</dd></div>`;

/** What to do, what works now, and what else is known. @param {Resolution} answer @param {readonly Finding[]} findings */
const remedies = (answer, findings) => {
  const { instead } = answer;
  const { fix, others } = fixes(answer);
  const rest = others.map((way, index) => steps(way, `other ${index}`));
  const folded = html`
    <details><summary>${others.length === 1 ? 'Another way' : `${others.length} other ways`}</summary>${rest}</details>`;
  // What to write in a refused file is the first step, not another way.
  const isStep = (answer.refusal ?? answer.unavailable?.reason) === 'docker-config-refused';
  const parts = [
    fix &&
      !answer.available &&
      part('Fix', 'fix', [isStep && rest, steps(fix, 'fix'), !isStep && others.length > 0 && folded]),
    instead &&
      part(
        'Works now',
        'now',
        instead.command
          ? toCopy(instead.command, 'Copy the command that works now', 'now')
          : html`<p>${instead.text}</p>`,
      ),
    findings.length > 0 && part('Findings', 'related', html`<ul>${findings.map(findingLink)}</ul>`),
  ].filter(Boolean);
  return parts.length > 0 && html`<dl class="way-out">${parts}</dl>`;
};

/** How the text was read, if it is not a name. @param {ExplanationAnswer} explanation */
const reading = ({ text, name, found }) => {
  if (text === name || found === 'nothing') return false;
  if (found === 'default')
    return html`<p class="reading">This command gets the default runtime, <code>${name}</code></p>`;
  return html`<p class="reading">The name in this text is <code>${name}</code></p>`;
};

/** Forms of this answer to copy. @param {ExplanationAnswer} explanation @param {string} origin the service's own address */
const copies = (explanation, origin) => {
  const { text, name, client, found } = explanation;
  const address = explainAddress(text);
  // With --client, each text is a name.
  const cli = found
    ? `shimdex resolve -- ${shellQuote(text)}`
    : `shimdex resolve --client ${client ?? 'all'} ${shellQuote(name)}`;
  const curl = `curl -fsS ${shellQuote(new URL(address, origin).href)}`;
  return html`
    <p class="copies">
      <a href="${address}">JSON</a>
      <span>curl ${copyButton(curl, 'Copy the curl command', 'copy curl')}</span>
      <span>shimdex ${copyButton(cli, 'Copy the shimdex command', 'copy cli')}</span>
    </p>`;
};

/**
 * The conclusion: the cause, what to do, and what works now.
 * @param {ExplanationAnswer} explanation
 * @param {Resolution} answer
 * @param {string} origin the service's own address
 */
export const conclusion = (explanation, answer, origin) => {
  const { tone } = verdict(answer);
  const found = answer.available ? [] : explanation.findings;
  return html`
    <section class="conclusion" data-tone="${tone}" aria-labelledby="conclusion">
      ${reading(explanation)}
      <h3 id="conclusion"><span class="mark" aria-hidden="true">${marks[tone]}</span><span>${headline(answer, explanation.found)}</span></h3>
      ${answer.cause && explanation.found !== 'nothing' && html`<p class="cause">${answer.cause}</p>`}
      ${answer.available && answer.path && html`<p class="cause">${pathCode(answer.path)}</p>`}
      ${remedies(answer, found)}
      ${copies(explanation, origin)}
    </section>`;
};
