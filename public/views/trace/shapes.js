/** @import { Tone } from '../../data/trace.js' */

import { html } from '../../document/html.js';

/** Widths of a character, so that a text is cut before it leaves its box. */
const monoWidth = 7.3;
export const sansWidth = 6.5;

/**
 * A text that fits. The end of a path says more than its start.
 * @param {string} text
 * @param {number} width
 * @param {number} [characterWidth]
 */
export const shorten = (text, width, characterWidth = sansWidth) => {
  const most = Math.max(4, Math.floor(width / characterWidth));
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const end = Math.ceil((most - 1) * 0.6);
  return `${characters.slice(0, most - 1 - end).join('')}…${characters.slice(-end).join('')}`;
};

/** @param {number} x @param {number} y @param {string} text @param {string} kind @param {number} [width] */
export const label = (x, y, text, kind, width = 1000) => {
  const shown = shorten(text, width, kind.startsWith('mono') ? monoWidth : sansWidth);
  return html`<text x="${x}" y="${y}" class="${kind}">${shown !== text && html`<title>${text}</title>`}${shown}</text>`;
};

/** A mark that is readable without colour. @param {number} x @param {number} y @param {Tone} tone */
export const dot = (x, y, tone) => {
  if (tone === 'bad') return html`<path class="mark bad" d="M${x - 5} ${y - 5}l10 10m0 -10l-10 10"/>`;
  if (tone === 'warn') return html`<path class="mark warn" d="M${x} ${y - 6}l6 6l-6 6l-6 -6z"/>`;
  const radius = tone === 'plain' ? 3.5 : 5.5;
  return html`<circle class="mark ${tone}" cx="${x}" cy="${y}" r="${radius}"/>`;
};

/** A thread that leaves to the right and arrives from the left. @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {string} kind */
export const thread = (x1, y1, x2, y2, kind) => {
  const bend = (x2 - x1) / 2;
  return html`<path class="thread ${kind}" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`;
};

/** A thread that goes down along the left edge. @param {number} x @param {number} y1 @param {number} y2 @param {string} kind */
export const down = (x, y1, y2, kind) => html`<path class="thread ${kind}" d="M${x} ${y1}V${y2}"/>`;

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {string} kind */
export const box = (x, y, width, height, kind) =>
  html`<rect class="box ${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`;
