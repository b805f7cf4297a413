/**
 * @import { Trace } from '../../data/trace.js'
 * @import { Layout } from './nodes.js'
 */

import { html, verbatim } from '../../document/html.js';
import { tall, tallParts, wide, wideParts } from './layouts.js';
import { label } from './shapes.js';

/** The whole picture in words. @param {Trace} trace */
const inWords = ({ name, clients, file, runs }) =>
  `${name}: ${clients.map(({ client, word }) => `${client} ${word}`).join(', ')}${file ? `; ${file.name}` : ''}${runs ? `; ${runs.text}` : ''}`;

/** @param {Trace} trace @param {Layout} layout */
const picture = (trace, layout) => {
  const { markup, height } = layout.tall ? tallParts(trace, layout) : wideParts(trace, layout);
  const size = Math.ceil(height + 26);
  return html`
    <svg class="${layout.tall ? 'tall' : 'wide'}" viewBox="-1 -1 ${layout.width + 2} ${size}"
      width="${layout.width + 2}" height="${size}" role="img" aria-label="${inWords(trace)}">
      ${markup}
      ${label(0, height + 18, trace.about, 'small faint', layout.width)}
    </svg>`;
};

/**
 * The way of a name from the clients to what runs, as a picture that is readable without colour.
 * @param {Trace} trace
 * @param {string} markdown the same in words
 */
export const traceView = (trace, markdown) => html`
  <figcaption>
    <h3>Trace</h3>
    <div class="actions">
      <button type="button" class="action" data-copy="${verbatim(markdown)}" data-focus="trace markdown">
        Copy as Markdown<span class="copied" aria-hidden="true">Copied</span>
      </button>
      <button type="button" class="action" data-picture data-focus="trace picture">Copy as image</button>
    </div>
  </figcaption>
  ${picture(trace, wide)}
  ${picture(trace, tall)}`;
