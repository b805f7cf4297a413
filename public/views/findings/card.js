/**
 * @import { Advice } from '../../../src/model/inventory/advice.ts'
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { Finding } from '../../../src/model/inventory/finding.ts'
 * @import { FindingGroup } from '../../data/finding-groups.js'
 * @import { ShownMeaning } from '../../data/meanings.js'
 * @import { Route } from '../../page/router.js'
 */

import { keyOf } from '../../data/finding-groups.js';
import { html, verbatim } from '../../document/html.js';
import { findingAddress, handlerAddress, resolveAddress, shimAddress, titles } from '../../page/router.js';
import { clockTime } from '../../text/clock.js';
import { sentence } from '../../text/words.js';
import { code, remedies } from '../facts.js';
import { severityTones, tag } from '../parts.js';
import { partsOfAdvice } from '../runtimes/cause.js';
import { meaningButton, meaningText } from './meaning.js';

const longText = 80;

/** Findings whose message ends with the error of another program. */
const quoting = /(?:available|refused|fails|crashes)$/;

/**
 * When a finding appeared, as far as it is known, and whether that was after the page was opened.
 * @typedef {{ time: string, isNew: boolean }} Appearance
 */

/**
 * A message. A long error of another program is put in a block of its own, so that it is easy to copy and search for. Other
 * long reasons follow the heading.
 * @param {Finding} finding
 */
const message = ({ code: kind, message: text }) => {
  const split = text.indexOf(': ');
  if (split === -1 || text.length - split < longText) return html`<h3 class="message">${text}</h3>`;
  const [head, reason] = [text.slice(0, split), text.slice(split + 2)];
  const rest = quoting.test(kind) ? html`<pre tabindex="0">${reason}</pre>` : html`<p>${sentence(reason)}</p>`;
  return html`<h3 class="message">${head}</h3>${rest}`;
};

/** The section that rests on a source. @type {Record<string, Route>} */
const restOn = {
  'search-path': 'search-path',
  'containerd-process': 'search-path',
  'containerd-config': 'handlers',
  'containerd-socket': 'handlers',
  containers: 'running',
};

/**
 * The address of more about a finding that is not about one runtime, shim or handler.
 * @param {Finding} finding
 * @param {Inventory} inventory
 * @returns {[string, string] | undefined}
 */
const moreOfHost = ({ code, subject }, { defaultRuntime, runtimes }) => {
  if (subject === 'default-runtime') return [resolveAddress(defaultRuntime), 'Explain the default runtime'];
  if (code.startsWith('search-path-')) return ['#/search-path', 'Show the search path'];
  if (code === 'next-start-fails' || code === 'docker-config-refused') {
    const isListed = runtimes.some(({ unavailable }) => unavailable?.reason === 'docker-config-refused');
    return isListed ? ['#/runtimes?show=failing', 'Show the runtimes that fail'] : undefined;
  }
  if (!code.startsWith('source-')) return undefined;
  const route = restOn[subject] ?? 'runtimes';
  return [`#/${route}`, `Show ${titles[route]}, which depends on it`];
};

/**
 * The address of more about the subject of a finding, and what it shows.
 * @param {Finding} finding
 * @param {Inventory} inventory
 */
const more = (finding, inventory) => {
  const { code, subject } = finding;
  const { runtimes, shims } = inventory;
  if (code === 'handler-unavailable') return [handlerAddress(subject), 'Show the handler'];
  if (shims.some(({ path }) => path === subject)) return [shimAddress(subject), 'Show the shim'];
  if (runtimes.some(({ name }) => name === subject)) return [resolveAddress(subject), 'Explain this name'];
  return moreOfHost(finding, inventory);
};

/** @param {Appearance | undefined} appearance */
const since = (appearance) =>
  appearance &&
  html`
  ${appearance.isNew && tag('new', 'accent')}
  <span class="since">since <time datetime="${appearance.time}">${clockTime(new Date(appearance.time))}</time></span>`;

/**
 * @param {Finding} finding
 * @param {Inventory} inventory
 * @param {ReadonlyMap<string, Appearance>} appearances
 * @param {ShownMeaning} meaning
 */
const entry = (finding, inventory, appearances, meaning) => {
  const key = keyOf(finding);
  const link = more(finding, inventory);
  return html`
    <li class="finding-entry">
      ${message(finding)}
      <p class="subject">
        ${tag(finding.severity, severityTones[finding.severity])}
        <a href="${findingAddress(finding)}" data-focus="finding ${verbatim(key)}"><code>${finding.code}</code></a>
        ${meaningButton(finding, meaning)}
        ${!finding.message.includes(finding.subject) && code(finding.subject)} ${since(appearances.get(key))}
        ${link && html`<a href="${link[0]}" data-focus="more ${verbatim(key)}">${link[1]}</a>`}
      </p>
      ${meaningText(finding, meaning)}
    </li>`;
};

/** The advice without what the message says already. @param {readonly Advice[]} advice @param {readonly Finding[]} findings */
const shortened = (advice, findings) => {
  const said = findings.map(({ message: text }) => text).join('\n');
  return advice.map((each) => {
    const { path, fault, fix } = partsOfAdvice(each.text);
    if (path === undefined || fault === undefined || !said.includes(path)) return each;
    return { ...each, text: said.includes(fault) ? fix : `${sentence(fault)}. ${fix}` };
  });
};

/**
 * Findings with one fix, and the fix.
 * @param {FindingGroup} group
 * @param {Inventory} inventory
 * @param {ReadonlyMap<string, Appearance>} appearances
 * @param {(finding: Finding) => ShownMeaning} [meaningOf]
 */
export const findingCard = ({ key, findings, advice }, inventory, appearances, meaningOf = () => undefined) => html`
  <li class="finding" data-tone="${severityTones[findings[0]?.severity ?? 'low']}">
    <ul class="what">${findings.map((finding) => entry(finding, inventory, appearances, meaningOf(finding)))}</ul>
    <div class="todo">
      ${findings.length > 1 && html`<p class="shared">One command fixes ${findings.length} findings</p>`}
      ${remedies(shortened(advice, findings), key, html`<h4>What to do</h4>`)}
    </div>
  </li>`;
