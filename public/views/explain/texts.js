/**
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
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
  const reason = answer.unavailable?.reason;
  const isKnown = answer.verdict !== 'not-installed';
  if (reason === 'no-containerd' || reason === 'docker-config-refused')
    return { tone: 'bad', headline: 'Cannot start' };
  if (reason === 'not-installed') return { tone: isKnown ? 'bad' : 'warn', headline: 'Not installed' };
  if (isKnown) return { tone: 'bad', headline: 'Found, but fails to start' };
  return { tone: 'bad', headline: 'Installed, but skipped' };
};

/** What is said of a text that is not about a runtime. */
export const noName = 'No runtime name found in this text';

/** A mark that is readable without colour. */
export const marks = { good: '●', warn: '?', bad: '✗' };

/**
 * The answer that the page is about: of the client that the text names, else of Docker. Without Docker, a name that can be
 * one of a handler is asked for pods: such a name has neither a dot nor a slash.
 * @param {ExplanationAnswer} explanation
 * @param {Pick<Inventory, 'host' | 'cri'>} inventory
 */
export const mainAnswer = ({ answers, client, name }, { host, cri }) => {
  const other = cri.state === 'served' && !/[./]/.test(name) ? 'cri' : 'containerd';
  const about = client ?? (host.docker.present ? 'docker' : other);
  return answers.find((answer) => answer.client === about) ?? answers[0];
};

/**
 * All verdicts in words, for screen readers.
 * @param {readonly Resolution[]} answers
 */
export const spokenVerdict = (answers) =>
  answers.map((answer) => `${titles[answer.client]}: ${verdict(answer).headline}`).join('. ');
