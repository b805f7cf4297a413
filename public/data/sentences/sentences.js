/**
 * @import { Moment } from '../change-history.js'
 * @import { HostEvent, Sentence, Tone } from './parts.js'
 */

import { settle } from '../learned.js';
import { joinBursts } from './bursts.js';
import { findingSentences, placeSentences, processSentences, sourceSentences } from './host.js';
import { nameSentences } from './names.js';
import { openChanges, runtimeName, say, sentenceOf } from './parts.js';
import { programSentences } from './programs.js';
import { shimSentences } from './shims.js';

/** The worst first. @type {Tone[]} */
const tones = ['bad', 'warn', 'good', 'plain'];

/**
 * What the changes of one moment mean, in sentences without a full stop, the worst first. Changes with one cause are one
 * sentence.
 * @param {Pick<Moment, 'changes' | 'defaultRuntime'>} moment
 * @returns {Sentence[]}
 */
export const sentencesOf = ({ changes, defaultRuntime }) => {
  const open = openChanges(changes);
  const paths = new Set([...open.shim].map(({ key }) => key));
  const shims = shimSentences(open);
  const programs = programSentences(open);
  const all = [
    ...(defaultRuntime === undefined
      ? []
      : [sentenceOf('plain', say`The default runtime is ${runtimeName(defaultRuntime)} now`)]),
    ...shims,
    ...programs,
    ...nameSentences(open),
    ...processSentences(open),
    ...placeSentences(open, paths),
    ...sourceSentences(open),
    ...findingSentences(open),
  ];
  return all.sort((a, b) => tones.indexOf(a.tone) - tones.indexOf(b.tone));
};

/**
 * What happened on the host, the newest first. What shimdex only finished reading is not a change: it completes the sentence
 * about the file.
 * @param {readonly Moment[]} moments the newest first
 * @returns {HostEvent[]}
 */
export const storyOf = (moments) =>
  joinBursts(
    settle(moments).filter(({ changes, defaultRuntime }) => changes.length > 0 || defaultRuntime !== undefined),
  )
    .map((moment) => ({ moment, sentences: sentencesOf(moment) }))
    .filter(({ sentences }) => sentences.length > 0);

/**
 * What happened to one file.
 * @param {readonly Moment[]} moments the newest first
 * @param {string} path
 * @returns {HostEvent[]}
 */
export const historyOf = (moments, path) =>
  storyOf(moments)
    .map(({ moment, sentences }) => ({ moment, sentences: sentences.filter(({ about }) => about.includes(path)) }))
    .filter(({ sentences }) => sentences.length > 0);
