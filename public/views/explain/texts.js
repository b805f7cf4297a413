/**
 * @import { ExplanationAnswer, Resolution } from '../../../src/model/resolution.ts'
 */

/** @type {Record<Resolution['client'], string>} */
export const titles = { docker: 'Docker', containerd: 'containerd', nerdctl: 'nerdctl', cri: 'CRI' };

/** How a client is called in a sentence: containerd's own client is `ctr`. @type {Record<Resolution['client'], string>} */
export const commands = { docker: 'docker', containerd: 'ctr', nerdctl: 'nerdctl', cri: 'cri' };

/**
 * The answer of one client in a few words, and its tone.
 * @param {Resolution} answer
 * @returns {{ tone: 'good' | 'warn' | 'bad', headline: string }}
 */
export const verdict = (answer) => {
  if (answer.verdict === 'refused') return { tone: 'bad', headline: 'Refused' };
  if (answer.available) return { tone: 'good', headline: 'Starts' };
  if (answer.available === null) return { tone: 'warn', headline: 'Unknown' };
  if (answer.verdict !== 'not-installed') return { tone: 'bad', headline: 'Found, but fails to start' };
  if (answer.unavailable?.reason === 'not-installed') return { tone: 'warn', headline: 'Not installed' };
  return { tone: 'bad', headline: 'Installed, but skipped' };
};

/** A mark that is readable without colour. */
export const marks = { good: '●', warn: '?', bad: '✗' };

/**
 * The answer that the page is about: of the client that the text names, else of Docker.
 * @param {ExplanationAnswer} explanation
 */
export const mainAnswer = ({ answers, client = 'docker' }) =>
  answers.find((answer) => answer.client === client) ?? answers[0];

/**
 * All verdicts in words, for screen readers.
 * @param {readonly Resolution[]} answers
 */
export const spokenVerdict = (answers) =>
  answers.map((answer) => `${titles[answer.client]}: ${verdict(answer).headline}`).join('. ');
