/** @import { Resolution } from '../../../src/model/resolution.ts' */

import { html } from '../../document/html.js';
import { printable } from '../../text/printable.js';
import { copyButton, pathCode, tag } from '../parts.js';
import { titles, verdict } from './texts.js';

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
export const resolutionCard = (answer, first) => {
  const { client, path, note, cause, unavailable } = answer;
  const { tone, headline: word } = verdict(answer);
  const origin = origins[answer.verdict];
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
      ${note && !unavailable?.message.includes(note) && html`<p class="note">${note}</p>`}
    </article>`;
};
