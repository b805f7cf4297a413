/** @import { Lane, Runs, TraceClient, TraceFile } from '../../data/trace.js' */

import { html } from '../../document/html.js';
import { box, dot, label, sansWidth, shorten } from './shapes.js';

/**
 * Where the parts of the picture are, in pixels: side by side on a screen, below each other on a phone.
 * @typedef {{ width: number, nameWidth: number, clientX: number, clientWidth: number, laneX: number, laneWidth: number,
 *   fileX: number, fileWidth: number, tall: boolean }} Layout
 */

/** Heights of one client and of one place, in pixels. */
export const clientHeight = 40;
export const laneHeight = 36;

/** @param {TraceClient} client @param {number} y @param {Layout} layout */
export const clientNode = ({ client, tone, word }, y, { clientX, clientWidth }) => html`
  ${box(clientX, y, clientWidth, clientHeight - 6, tone)}
  ${dot(clientX + 17, y + 17, tone)}
  ${label(clientX + 34, y + 21.5, client, 'mono strong')}
  ${label(clientX + 94, y + 21.5, word, `word ${tone}`, clientWidth - 98)}`;

/** @param {Lane} lane @param {number} y @param {Layout} layout @param {boolean} isSelected */
export const laneNode = ({ number, directory, tone, text, shim }, y, { laneX, laneWidth }, isSelected) => {
  const middle = y + laneHeight / 2;
  const kind = shim ? 'mono strong' : 'mono faint';
  const nameX = laneX + 46 + Math.max(0, number.length - 3) * sansWidth;
  const textWidth = text === '–' ? 14 : Math.min(150, text.length * sansWidth + 8);
  return html`
    ${isSelected && box(laneX - 12, y + 2, laneWidth + 12, laneHeight - 4, tone)}
    ${dot(laneX + 2, middle, tone)}
    ${label(laneX + 18, middle + 4.5, number, 'small faint')}
    ${label(nameX, middle + 4.5, directory, kind, laneX + laneWidth - 18 - nameX - textWidth)}
    <text x="${laneX + laneWidth - 10}" y="${middle + 4.5}" class="word end ${tone}">${shorten(text, 150)}</text>`;
};

/** @param {TraceFile} file */
export const fileHeight = ({ facts, program }) => 34 + facts.length * 19 + (program ? 26 : 0);

/** @param {TraceFile} file @param {number} y @param {Layout} layout */
export const fileNode = (file, y, { fileX, fileWidth }) => {
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
export const runsNode = ({ current, stale, text, forecast }, y, { fileX, fileWidth }) => {
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
export const runsHeight = ({ current, stale, forecast }) =>
  (current + stale > 0 ? 36 : 26) + (forecast ? 20 : 0) + (current + stale > 16 ? dotStep : 0);

/** The name, and below it or next to it the one that works. @param {number} x @param {number} y @param {number} width @param {string} name @param {string} kind @param {string} [remark] */
export const nameNode = (x, y, width, name, kind, remark) => html`
  ${box(x, y, width, remark ? 44 : 34, kind)}
  ${label(x + 14, y + (remark ? 19 : 21.5), name, 'mono strong', width - 24)}
  ${remark && label(x + 14, y + 35, remark, 'small')}`;
