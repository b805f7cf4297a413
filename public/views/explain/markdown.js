/**
 * @import { Advice } from '../../../src/model/inventory/advice.ts'
 * @import { Inventory } from '../../../src/model/inventory/inventory.ts'
 * @import { ExplanationAnswer, Resolution } from '../../../src/model/resolution.ts'
 */

import { printable } from '../../text/printable.js';
import { waysOf } from '../facts.js';
import { mainAnswer, titles, verdict } from './texts.js';

/** A code span that any text fits into. @param {string} text */
const code = (text) => {
  const shown = printable(text);
  const fence = '`'.repeat(Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return fence.length > 1 || shown === '' ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
};

/** A block of code. @param {string} text */
const block = (text) => {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}\n${text.split('\n').map(printable).join('\n')}\n${fence}`;
};

/** What to do in one step. @param {Advice} step @param {number} index */
const stepParts = ({ text, file, snippet, command }, index) => [
  `${index === 0 ? 'Fix: ' : ''}${printable(text)}`,
  file && `in ${code(file)}`,
  snippet && block(snippet),
  command && block(command),
];

/** @param {Resolution} answer */
const clientLine = (answer) => {
  const { client, path, cause } = answer;
  const about = [path && code(path), cause && printable(cause)].filter(Boolean).join('. ');
  return `| ${titles[client]} | ${verdict(answer).headline} | ${about.replaceAll('|', '\\|')} |`;
};

/**
 * An answer for an issue: the conclusion, the clients, the places and the error.
 * @param {ExplanationAnswer} explanation
 * @param {Pick<Inventory, 'host' | 'cri'>} inventory
 */
export const explanationMarkdown = (explanation, inventory) => {
  const answer = mainAnswer(explanation, inventory);
  if (!answer) return '';
  const { answers, findings } = explanation;
  const [fix = []] = waysOf(answer.advice);
  const tried = answer.attempts.map(({ path, outcome, startable }) => {
    const state = startable === undefined ? outcome : startable ? `${outcome}, would start` : `${outcome}, fails`;
    return `1. ${code(path)} ${state}`;
  });
  const parts = [
    `**${titles[answer.client]}, ${code(answer.name)}: ${verdict(answer).headline.toLowerCase()}.** ${printable(answer.cause ?? '')}`.trim(),
    answer.prints && block(answer.prints),
    ...(answer.available ? [] : fix.flatMap(stepParts)),
    answer.instead?.command && `Works now: ${code(answer.instead.command)}`,
    `| client | verdict | file, cause |\n|---|---|---|\n${answers.map(clientLine).join('\n')}`,
    tried.length > 0 && `Places searched:\n\n${tried.join('\n')}`,
    findings.length > 0 &&
      `Findings: ${findings.map((each) => `${code(each.code)} (${code(each.subject)})`).join(', ')}`,
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
};
