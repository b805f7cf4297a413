/**
 * @import { Html } from '../document/html.js'
 * @import { Lane, Runs, Tone, Trace, TraceClient, TraceFile } from '../data/trace.js'
 */

import { html, verbatim } from '../document/html.js';

/**
 * Where the parts of the picture are, in pixels: side by side on a screen, below each other on a phone.
 * @typedef {{ width: number, nameWidth: number, clientX: number, clientWidth: number, laneX: number, laneWidth: number,
 *   fileX: number, fileWidth: number, tall: boolean }} Layout
 */

/** @type {Layout} */
const wide = {
  width: 1080,
  nameWidth: 200,
  clientX: 236,
  clientWidth: 220,
  laneX: 516,
  laneWidth: 272,
  fileX: 820,
  fileWidth: 260,
  tall: false,
};

/** @type {Layout} */
const tall = {
  width: 340,
  nameWidth: 340,
  clientX: 24,
  clientWidth: 316,
  laneX: 14,
  laneWidth: 326,
  fileX: 24,
  fileWidth: 316,
  tall: true,
};

const clientHeight = 40;
const laneHeight = 36;
/** Widths of a character, so that a text is cut before it leaves its box. */
const monoWidth = 7.3;
const sansWidth = 6.5;

/**
 * A text that fits. The end of a path says more than its start.
 * @param {string} text
 * @param {number} width
 * @param {number} [characterWidth]
 */
const shorten = (text, width, characterWidth = sansWidth) => {
  const most = Math.max(4, Math.floor(width / characterWidth));
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const end = Math.ceil((most - 1) * 0.6);
  return `${characters.slice(0, most - 1 - end).join('')}…${characters.slice(-end).join('')}`;
};

/** @param {number} x @param {number} y @param {string} text @param {string} kind @param {number} [width] */
const label = (x, y, text, kind, width = 1000) => {
  const shown = shorten(text, width, kind.startsWith('mono') ? monoWidth : sansWidth);
  return html`<text x="${x}" y="${y}" class="${kind}">${shown !== text && html`<title>${text}</title>`}${shown}</text>`;
};

/** A mark that is readable without colour. @param {number} x @param {number} y @param {Tone} tone */
const dot = (x, y, tone) => {
  if (tone === 'bad') return html`<path class="mark bad" d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10"/>`;
  if (tone === 'warn') return html`<path class="mark warn" d="M${x} ${y - 6}l6 6l-6 6l-6 -6z"/>`;
  const radius = tone === 'plain' ? 3.5 : 5.5;
  return html`<circle class="mark ${tone}" cx="${x}" cy="${y}" r="${radius}"/>`;
};

/** A thread that leaves to the right and arrives from the left. @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {string} kind */
const thread = (x1, y1, x2, y2, kind) => {
  const bend = (x2 - x1) / 2;
  return html`<path class="thread ${kind}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`;
};

/** A thread that goes down along the left edge. @param {number} x @param {number} y1 @param {number} y2 @param {string} kind */
const down = (x, y1, y2, kind) => html`<path class="thread ${kind}" d="M${x} ${y1}V${y2}"/>`;

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {string} kind */
const box = (x, y, width, height, kind) =>
  html`<rect class="box ${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`;

/** @param {TraceClient} client @param {number} y @param {Layout} layout */
const clientNode = ({ client, tone, word }, y, { clientX, clientWidth }) => html`
  ${box(clientX, y, clientWidth, clientHeight - 6, tone)}
  ${dot(clientX + 17, y + 17, tone)}
  ${label(clientX + 34, y + 21.5, client, 'mono strong')}
  ${label(clientX + 102, y + 21.5, word, `word ${tone}`, clientWidth - 104)}`;

/** @param {Lane} lane @param {number} y @param {Layout} layout @param {boolean} isSelected */
const laneNode = ({ number, directory, tone, text, shim }, y, { laneX, laneWidth }, isSelected) => {
  const middle = y + laneHeight / 2;
  const kind = shim ? 'mono strong' : 'mono faint';
  const textWidth = text === '–' ? 14 : Math.min(150, text.length * sansWidth + 8);
  return html`
    ${isSelected && box(laneX - 12, y + 2, laneWidth + 12, laneHeight - 4, tone)}
    ${dot(laneX + 2, middle, tone)}
    ${label(laneX + 18, middle + 4.5, number, 'small faint')}
    ${label(laneX + 46, middle + 4.5, directory, kind, laneWidth - 64 - textWidth)}
    <text x="${laneX + laneWidth - 10}" y="${middle + 4.5}" class="word end ${tone}">${shorten(text, 150)}</text>`;
};

/** @param {TraceFile} file */
const fileHeight = ({ facts, program }) => 34 + facts.length * 19 + (program ? 26 : 0);

/** @param {TraceFile} file @param {number} y @param {Layout} layout */
const fileNode = (file, y, { fileX, fileWidth }) => {
  const { name, facts, tone, program } = file;
  const under = y + 44 + facts.length * 19;
  return html`
    ${box(fileX, y, fileWidth, fileHeight(file), tone)}
    ${label(fileX + 14, y + 22, name, 'mono strong', fileWidth - 24)}
    ${facts.map((fact, index) => label(fileX + 14, y + 42 + index * 19, fact, 'small', fileWidth - 24))}
    ${
      program &&
      html`
      ${dot(fileX + 20, under - 1, program.tone)}
      ${label(fileX + 34, under + 3.5, program.path, 'mono', fileWidth - 130)}
      <text x="${fileX + fileWidth - 12}" y="${under + 3.5}" class="word end ${program.tone}">${program.text}</text>`
    }`;
};

const mostDots = 24;
const dotStep = 15;

/** One container: full when it runs the file that is there now, half when that file was replaced. @param {number} x @param {number} y @param {boolean} isStale */
const container = (x, y, isStale) =>
  isStale
    ? html`<circle class="run stale" cx="${x}" cy="${y}" r="5"/><path class="half" d="M${x} ${y - 5}a5 5 0 0 1 0 10z"/>`
    : html`<circle class="run" cx="${x}" cy="${y}" r="5"/>`;

/** @param {Runs} runs @param {number} y @param {Layout} layout */
const runsNode = ({ current, stale, text, forecast }, y, { fileX, fileWidth }) => {
  const count = Math.min(mostDots, current + stale);
  const fromStale = Math.max(count - stale, Math.min(current, count - 1));
  const perRow = Math.floor((fileWidth - 10) / dotStep);
  const rows = Math.ceil(count / perRow);
  const dots = Array.from({ length: count }, (_, index) =>
    container(
      fileX + 20 + (index % perRow) * dotStep,
      y + 12 + Math.floor(index / perRow) * dotStep,
      index >= fromStale,
    ),
  );
  const below = y + rows * dotStep;
  return html`
    ${dots}
    ${label(fileX + 14, below + 20, text, count > 0 ? 'strong' : 'faint', fileWidth)}
    ${forecast && label(fileX + 14, below + 40, forecast, 'small', fileWidth)}`;
};

/** @param {Runs} runs */
const runsHeight = ({ current, stale, forecast }) =>
  (current + stale > 0 ? 36 : 26) + (forecast ? 20 : 0) + (current + stale > 16 ? dotStep : 0);

/** The name, and below it or next to it the one that works. @param {number} x @param {number} y @param {number} width @param {string} name @param {string} kind @param {string} [remark] */
const nameNode = (x, y, width, name, kind, remark) => html`
  ${box(x, y, width, remark ? 44 : 34, kind)}
  ${label(x + 14, y + (remark ? 19 : 21.5), name, 'mono strong', width - 24)}
  ${remark && label(x + 14, y + 35, remark, 'small')}`;

/** @param {Tone} tone */
const threadKind = (tone) => (tone === 'good' || tone === 'bad' ? tone : 'plain');

/** @param {Trace} trace @param {Layout} layout @returns {{ markup: Html[], height: number }} */
const wideParts = ({ name, clients, similar, lanes, selected, file, runs }, layout) => {
  const { nameWidth, clientX, clientWidth, laneX, laneWidth, fileX } = layout;
  const clientsHeight = clients.length * clientHeight;
  const leftHeight = clientsHeight + (similar ? 62 : 0);
  const lanesHeight = lanes.length * laneHeight;
  const rightHeight = (file ? fileHeight(file) : 0) + (runs ? runsHeight(runs) + 18 : 0);
  const height = Math.max(leftHeight, lanesHeight, rightHeight) + 8;
  const clientsTop = (height - leftHeight) / 2;
  const lanesTop = (height - lanesHeight) / 2;
  const nameY = clientsTop + clientsHeight / 2 - 20;
  const laneY = (/** @type {number} */ index) => lanesTop + index * laneHeight + laneHeight / 2;
  const clientY = (/** @type {number} */ index) => clientsTop + index * clientHeight + 17;
  const similarY = clientsTop + clientsHeight + 16;
  const filePlace = selected === undefined ? 0 : laneY(selected) - 17;
  const fileY = Math.max(4, Math.min(filePlace, height - rightHeight - 4));
  const fileEnd = file ? fileY + fileHeight(file) : 0;
  const others = lanes.flatMap(({ shim }, index) => (shim?.shadowedBy !== undefined ? [index] : []));
  const markup = [
    clients.map(({ tone }, index) => thread(nameWidth, nameY + 17, clientX, clientY(index), threadKind(tone))),
    clients.map(({ lane, tone }, index) =>
      lane === undefined
        ? ''
        : thread(clientX + clientWidth, clientY(index), laneX - 12, laneY(lane), threadKind(tone)),
    ),
    similar?.lane !== undefined &&
      thread(clientX + clientWidth, similarY + 22, laneX - 12, laneY(similar.lane), threadKind(similar.tone)),
    selected !== undefined && others.map((index) => down(laneX + 2, laneY(selected) + 6, laneY(index) - 6, 'plain')),
    selected !== undefined &&
      file &&
      thread(laneX + laneWidth, laneY(selected), fileX, fileY + 17, threadKind(file.tone)),
    file && runs && down(fileX + 20, fileEnd, fileEnd + 20, threadKind(file.tone)),
    nameNode(0, nameY, nameWidth, name, 'asked'),
    clients.map((client, index) => clientNode(client, clientsTop + index * clientHeight, layout)),
    similar && nameNode(0, similarY, clientX + clientWidth, similar.name, similar.tone, similar.word),
    lanes.map((lane, index) => laneNode(lane, lanesTop + index * laneHeight, layout, index === selected)),
    file && fileNode(file, fileY, layout),
    runs && runsNode(runs, fileEnd + 18, layout),
  ].map((part) => html`${part}`);
  return { markup, height };
};

/** @param {Trace} trace @param {Layout} layout @returns {{ markup: Html[], height: number }} */
const tallParts = ({ name, clients, similar, lanes, selected, file, runs }, layout) => {
  const { width } = layout;
  const clientsTop = 46;
  const similarY = clientsTop + clients.length * clientHeight + 8;
  const lanesTop = similarY + (similar ? 58 : 6);
  const fileY = lanesTop + lanes.length * laneHeight + 14;
  const fileEnd = fileY + (file ? fileHeight(file) : 0);
  const laneY = (/** @type {number} */ index) => lanesTop + index * laneHeight + laneHeight / 2;
  const clientEnd = clientsTop + (clients.length - 1) * clientHeight + 17;
  const tone = threadKind(file?.tone ?? 'plain');
  const reaches = similar !== undefined || clients.some(({ lane }) => lane !== undefined);
  const markup = [
    down(16, 34, clientEnd, 'plain'),
    clients.map((_, index) =>
      thread(16, clientsTop + index * clientHeight + 17, 24, clientsTop + index * clientHeight + 17, 'plain'),
    ),
    selected !== undefined && reaches && down(16, clientEnd + 17, laneY(selected) - 6, tone),
    selected !== undefined && file && down(16, laneY(selected) + 6, fileY + 17, tone),
    file && thread(16, fileY + 17, 24, fileY + 17, tone),
    nameNode(0, 0, width, name, 'asked'),
    clients.map((client, index) => clientNode(client, clientsTop + index * clientHeight, layout)),
    similar && nameNode(0, similarY, width, similar.name, similar.tone, similar.word),
    lanes.map((lane, index) => laneNode(lane, lanesTop + index * laneHeight, layout, index === selected)),
    file && fileNode(file, fileY, layout),
    runs && runsNode(runs, fileEnd + 12, layout),
  ].map((part) => html`${part}`);
  return { markup, height: fileEnd + (runs ? runsHeight(runs) + 12 : 0) + 6 };
};

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
