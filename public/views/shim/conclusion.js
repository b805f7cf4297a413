/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { Subject } from '../../data/shim-page.js'
 */

import { adviceOf, findingsOf, mainRuntime } from '../../data/shim-page.js';
import { html } from '../../document/html.js';
import { findingAddress, shimAddress } from '../../page/router.js';
import { runCommand } from '../../text/run-command.js';
import { shellQuote } from '../../text/shell-quote.js';
import { inSentence, words } from '../../text/words.js';
import { marks } from '../explain/texts.js';
import { steps, waysOf } from '../facts.js';
import { copyButton, pathCode, severityTones, tag } from '../parts.js';
import { causeOfRuntime } from '../runtimes/cause.js';

/** @typedef {{ tone: 'good' | 'warn' | 'bad' | 'plain', text: unknown }} Headline */

/** Of a file that containerd selects and can execute. @param {Subject} subject @returns {Headline} */
const selected = (subject) => {
  const runtime = mainRuntime(subject);
  const uses = subject.shim ? 'containerd selects this file' : 'The path of this file is configured';
  if (!runtime) return { tone: 'good', text: uses };
  const name = html`<code>${runtime.name}</code>`;
  if (runtime.available) return { tone: 'good', text: html`${uses}, and ${name} starts` };
  const cause = inSentence(causeOfRuntime(runtime));
  return runtime.available === null
    ? { tone: 'warn', text: html`${uses}, but it is not known whether ${name} starts` }
    : { tone: 'bad', text: html`${uses}, but ${name} does not start: ${cause}` };
};

/** What containerd does with a file, in one sentence. @param {Subject} subject @returns {Headline} */
export const headlineOf = (subject) => {
  const { shim, verdict } = subject;
  if (!shim || verdict?.state === 'effective') return selected(subject);
  const reason = words(shim.reason ?? 'unusable');
  if (verdict?.state === 'failing')
    return { tone: 'bad', text: `containerd selects this file and cannot start it: ${reason}` };
  const { shadowedBy } = shim;
  if (shadowedBy === undefined) {
    // The list of runtimes shows a name in red that has no other file.
    const tone = mainRuntime(subject)?.available === false ? 'bad' : 'warn';
    return { tone, text: skipped(verdict?.text ?? '') };
  }
  const link = html`<a href="${shimAddress(shadowedBy)}" data-focus="winner">${pathCode(shadowedBy)}</a>`;
  const fails = verdict?.text.endsWith('fails') ? ', which fails' : '';
  return { tone: 'plain', text: html`Hidden: containerd finds ${link} first${fails}` };
};

/** @param {string} verdict */
const skipped = (verdict) =>
  verdict.startsWith('ignored')
    ? `containerd ignores this file${verdict.slice('ignored'.length)}`
    : `containerd skips this file: ${verdict}`;

/** A mark that is readable without colour; a skipped file is not a question. @param {Subject} subject */
const marksOf = ({ shim }) => ({ ...marks, plain: '○', ...(shim?.state === 'unusable' ? { warn: '◆' } : {}) });

/** What to do. @param {Subject} subject @param {Inventory} inventory */
const fixes = (subject, inventory) => {
  const [first, ...others] = waysOf(adviceOf(subject, inventory));
  if (!first) return '';
  const more =
    others.length > 0 &&
    html`
    <details><summary>${others.length === 1 ? 'Another way' : `${others.length} other ways`}</summary>
      ${others.map((way, index) => steps(way, `shim other ${index}`))}
    </details>`;
  return html`<div class="part fix"><dt>What to do</dt><dd>${steps(first, 'shim')}${more}</dd></div>`;
};

/** @param {Subject} subject @param {Inventory} inventory */
const findingList = (subject, inventory) => {
  const findings = findingsOf(subject, inventory);
  if (findings.length === 0) return '';
  const items = findings.map(
    (finding) => html`
    <li>
      ${tag(finding.severity, severityTones[finding.severity])}
      <a href="${findingAddress(finding)}" data-focus="finding ${finding.code} ${finding.subject}"><code>${finding.code}</code></a>
      <span>${finding.message}</span>
    </li>`,
  );
  return html`<div class="part"><dt>Findings</dt><dd><ul class="shim-findings">${items}</ul></dd></div>`;
};

/**
 * What can be copied of a file: a label, and the text.
 * @param {Subject} subject
 * @param {string} base the address of the service, with a slash at its end
 * @param {boolean} hasDocker
 * @returns {{ label: string, text: string }[]}
 */
export const copiesOfShim = (subject, base, hasDocker) => {
  const { path, shim, file, runtimes } = subject;
  const starts = runtimes.find(({ available, name }) => available && name === shim?.runtime);
  const list = shim ? 'shims' : 'programs';
  const select = `jq --arg path ${shellQuote(path)} '.${list}[] | select(.path == $path)'`;
  return [
    ...(starts ? runCommand(starts.name, hasDocker) : []),
    { label: 'JSON', text: JSON.stringify(shim ?? { path, file }, null, 2) },
    { label: 'curl', text: `curl -fsS ${shellQuote(`${base}v1/${list}`)} | ${select}` },
    { label: 'shimdex', text: `shimdex resolve --client all ${shellQuote(shim?.runtime ?? path)}` },
  ];
};

/** @param {Subject} subject @param {string} base @param {boolean} hasDocker */
const copies = (subject, base, hasDocker) => html`
  <p class="copies">
    ${copiesOfShim(subject, base, hasDocker).map(
      ({ label, text }) => html`<span>${label} ${copyButton(text, `Copy: ${label}`, `copy ${label}`)}</span>`,
    )}
  </p>`;

/**
 * The verdict about a file, what to do about it, and its findings.
 * @param {Subject} subject
 * @param {Inventory} inventory
 * @param {string} base the address of the service, with a slash at its end
 */
export const shimConclusion = (subject, inventory, base) => {
  const { tone, text } = headlineOf(subject);
  const parts = [fixes(subject, inventory), findingList(subject, inventory)].filter(Boolean);
  return html`
    <section class="conclusion" data-tone="${tone}" aria-labelledby="shim-verdict">
      <h3 id="shim-verdict">
        <span class="mark" aria-hidden="true">${marksOf(subject)[tone]}</span><span>${text}</span>
      </h3>
      ${parts.length > 0 && html`<dl class="way-out">${parts}</dl>`}
      ${copies(subject, base, inventory.host.docker.present)}
    </section>`;
};
