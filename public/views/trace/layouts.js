/**
 * @import { Html } from '../../document/html.js'
 * @import { Tone, Trace } from '../../data/trace.js'
 * @import { Layout } from './nodes.js'
 */

import { html } from '../../document/html.js';
import {
  clientHeight,
  clientNode,
  fileHeight,
  fileNode,
  laneHeight,
  laneNode,
  nameNode,
  runsHeight,
  runsNode,
} from './nodes.js';
import { down, thread } from './shapes.js';

/** @type {Layout} */
export const wide = {
  width: 1120,
  nameWidth: 200,
  clientX: 232,
  clientWidth: 216,
  laneX: 500,
  laneWidth: 326,
  fileX: 856,
  fileWidth: 264,
  tall: false,
};

/** @type {Layout} */
export const tall = {
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

/** @param {Tone} tone */
const threadKind = (tone) => (tone === 'good' || tone === 'bad' ? tone : 'plain');

/** @param {Trace} trace @param {Layout} layout @returns {{ markup: Html[], height: number }} */
export const wideParts = ({ name, clients, similar, lanes, selected, file, runs }, layout) => {
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
export const tallParts = ({ name, clients, similar, lanes, selected, file, runs }, layout) => {
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
