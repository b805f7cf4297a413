/**
 * @import { Moment } from '../change-history.js'
 * @import { HostEvent, Open, Sentence } from './parts.js'
 */

import { joinBursts, settle } from './moments.js';
import { openChanges, runtimeName, say, sentenceOf, tones } from './parts.js';

/**
 * Says what some changes mean. Its words are loaded when there are such changes.
 * @typedef {{ explain: (open: Open) => Sentence[] }} Words
 * @typedef {{ isFor: (open: Open) => boolean, load: () => Promise<Words>, words?: Words }} Explainer
 */

/** Each takes out what it explains: the file of a shim also explains the names that lead to it. @type {Explainer[]} */
const explainers = [
  { isFor: ({ shim }) => [...shim].some(({ action }) => action === 'update'), load: () => import('./shim-updates.js') },
  { isFor: ({ shim }) => shim.size > 0, load: () => import('./shims.js') },
  { isFor: ({ program }) => program.size > 0, load: () => import('./programs.js') },
  { isFor: ({ process }) => process.size > 0, load: () => import('./processes.js') },
  { isFor: ({ runtime, handler }) => runtime.size + handler.size > 0, load: () => import('./names.js') },
  {
    isFor: ({ place, source, finding }) => place.size + source.size + finding.size > 0,
    load: () => import('./host.js'),
  },
];

/** @param {Explainer} explainer */
export const loadWords = async (explainer) => {
  explainer.words = await explainer.load();
};

/** Loads the words for every kind of change. */
export const loadAllWords = () => Promise.all(explainers.map(loadWords));

/** @param {string} name empty where it is not known */
const aboutDefault = (name) =>
  name === '' ? say`The default runtime is not known now` : say`The default runtime is ${runtimeName(name)} now`;

/**
 * What the changes of one moment mean, in sentences without a full stop, the worst first. Changes with one cause are one
 * sentence.
 * @param {Moment} moment
 * @param {Set<Explainer>} missing gets what has to be loaded first
 */
const sentencesOf = ({ changes, defaultRuntime }, missing) => {
  const open = openChanges(changes);
  const sentences = defaultRuntime === undefined ? [] : [sentenceOf('plain', aboutDefault(defaultRuntime))];
  for (const explainer of explainers) {
    if (!explainer.isFor(open)) continue;
    // What comes after it has to know what it takes out.
    if (!explainer.words) {
      missing.add(explainer);
      break;
    }
    sentences.push(...explainer.words.explain(open));
  }
  return sentences.sort((a, b) => tones.indexOf(a.tone) - tones.indexOf(b.tone));
};

/**
 * What happened on the host, the newest first, and what has to be loaded to say it all. What shimdex only finished reading
 * is not a change: it completes the sentence about the file.
 * @param {readonly Moment[]} moments the newest first
 */
export const storyOf = (moments) => {
  /** @type {Set<Explainer>} */
  const missing = new Set();
  /** @type {HostEvent[]} */
  const events = joinBursts(
    settle(moments).filter(({ changes, defaultRuntime }) => changes.length > 0 || defaultRuntime !== undefined),
  )
    .map((moment) => ({ moment, sentences: sentencesOf(moment, missing) }))
    .filter(({ sentences }) => sentences.length > 0);
  return { events, missing };
};

/**
 * What happened to one file.
 * @param {readonly HostEvent[]} events
 * @param {string} path
 * @returns {HostEvent[]}
 */
export const historyOf = (events, path) =>
  events
    .map(({ moment, sentences }) => ({ moment, sentences: sentences.filter(({ about }) => about.includes(path)) }))
    .filter(({ sentences }) => sentences.length > 0);
