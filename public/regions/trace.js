/**
 * @import { Inventory } from '../../src/model/inventory/inventory.ts'
 * @import { ExplanationAnswer } from '../../src/model/resolution.ts'
 */

import { traceOf } from '../data/trace.js';
import { closest, write } from '../document/dom.js';
import { explanationMarkdown } from '../views/explain/markdown.js';
import { traceView } from '../views/trace/trace.js';

const scale = 2;
const shownMs = 1600;

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} */
const imageOf = (canvas) =>
  new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser made no image'))), 'image/png');
  });

/** @param {Blob} blob @param {string} name */
const download = (blob, name) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), shownMs);
};

/**
 * Copies the visible picture. Browsers give no clipboard to a page that is served over plain HTTP by another machine, so
 * that the image is saved there.
 * @param {HTMLElement} figure
 * @param {readonly string[]} title
 */
const copyPicture = async (figure, title) => {
  const svg = [...figure.querySelectorAll('svg')].find((each) => each.getBoundingClientRect().width > 0);
  if (!svg) return undefined;
  const { paintSvg } = await import('../document/paint-svg.js');
  const blob = await imageOf(paintSvg(svg, title, scale));
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    return 'Copied';
  } catch {
    download(blob, 'shimdex-trace.png');
    return 'Saved as shimdex-trace.png';
  }
};

/** What the button of a figure copies. @type {WeakMap<HTMLElement, readonly string[]>} */
const titles = new WeakMap();

/**
 * Draws the trace of an answer.
 * @param {HTMLElement} figure
 * @param {ExplanationAnswer} explanation
 * @param {Inventory} inventory
 * @param {readonly string[]} title what the image says above the picture
 * @param {(text: string) => void} announce
 */
export const drawTrace = (figure, explanation, inventory, title, announce) => {
  if (!titles.has(figure)) {
    figure.addEventListener('click', async (event) => {
      const button = closest(event, '[data-picture]');
      if (!button) return;
      const label = button.textContent;
      const done = await copyPicture(figure, titles.get(figure) ?? []).catch(() => 'Not copied');
      if (!done) return;
      announce(done);
      button.textContent = done;
      setTimeout(() => {
        button.textContent = label;
      }, shownMs);
    });
  }
  titles.set(figure, title);
  write(figure, traceView(traceOf(explanation, inventory), explanationMarkdown(explanation, inventory)));
  figure.hidden = false;
};
