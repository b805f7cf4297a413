/**
 * @import { Finding } from '../../../src/model/inventory/finding.ts'
 * @import { Place } from '../../../src/model/inventory/search-path.ts'
 * @import { SourceState } from '../../../src/model/inventory/source.ts'
 * @import { Of, Open, Sentence, Tone } from './parts.js'
 */

import { sentence as capitalized, counted } from '../../text/words.js';
import { code, entryOf, listed, say, sentenceOf, take } from './parts.js';

/** @type {Record<Finding['severity'], Tone>} */
const severityTones = { high: 'bad', medium: 'warn', low: 'plain' };

/** @param {Of<Finding>} change @returns {Sentence} */
const finding = (change) => {
  const { before, after } = change;
  const { severity, message, subject } = entryOf(change);
  const given = { findings: [change], about: [subject] };
  if (!after) return sentenceOf('good', say`A problem is fixed: ${message}`, given);
  if (!before) return sentenceOf(severityTones[severity], say`${message}`, given);
  if (before.severity === severity) return sentenceOf('plain', say`${message}`, given);
  return sentenceOf(
    severityTones[severity],
    say`The severity is ${severity} now, not ${before.severity}: ${message}`,
    given,
  );
};

/** @type {Record<SourceState['source'], string>} */
const sourceNames = {
  'search-path': 'the search path',
  'docker-config': 'the configuration of Docker',
  'docker-engine': 'the Docker Engine',
  containers: 'the running containers',
  'containerd-config': 'the configuration of containerd',
  'containerd-process': 'the process of containerd',
  'containerd-socket': 'the running containerd',
};

/** What answers, in contrast to what is read. */
const answering = ['docker-engine', 'containerd-socket'];

/** @param {Of<SourceState>} change @returns {Sentence} */
const source = (change) => {
  const { source: name, state, message } = entryOf(change);
  const subject = sourceNames[name];
  const why = message ? `: ${message}` : '';
  if (change.action === 'destroy') return sentenceOf('plain', say`shimdex does not look at ${subject} any more`);
  if (change.before?.state === state && state !== 'read')
    return sentenceOf('plain', say`${capitalized(subject)}${why}`);
  if (state === 'read')
    return sentenceOf(
      'good',
      answering.includes(name) ? say`${capitalized(subject)} answers` : say`${capitalized(subject)} was read`,
    );
  if (state === 'absent') return sentenceOf('plain', say`${capitalized(subject)} is not there${why}`);
  if (state === 'assumed') return sentenceOf('warn', say`${capitalized(subject)} is assumed${why}`);
  const verb = answering.includes(name) ? 'does not answer' : 'cannot be read';
  return sentenceOf('warn', say`${capitalized(subject)} ${verb}${why}`);
};

/** @type {Record<Place['state'], [string, Tone]>} */
const placeStates = {
  ok: ['can be searched now', 'good'],
  missing: ['does not exist any more', 'plain'],
  unreadable: ['can no longer be read: shims there are not listed', 'warn'],
  'not-a-directory': ['is not a directory any more', 'warn'],
  loop: ['is a symlink loop now', 'warn'],
  duplicate: ['leads to a place that is searched already', 'plain'],
};

/** @param {Of<Place>} change @returns {Sentence[]} */
const place = ({ action, before, after }) => {
  const directory = code((after ?? before)?.directory ?? '');
  if (action === 'create') return [sentenceOf('plain', say`${directory} is on the search path now`)];
  if (!before || !after) return [sentenceOf('plain', say`${directory} is not on the search path any more`)];
  if (before.state !== after.state) {
    const [text, tone] = placeStates[after.state];
    return [sentenceOf(tone, say`${directory} ${text}`)];
  }
  if (before.realPath !== after.realPath) {
    return [
      sentenceOf(
        'plain',
        after.realPath
          ? say`${directory} leads to ${code(after.realPath)} now`
          : say`${directory} is not a symlink any more`,
      ),
    ];
  }
  const files = new Set([...before.shims, ...after.shims]);
  const changed = [...files].filter((name) => before.shims.includes(name) !== after.shims.includes(name));
  if (changed.length === 0) return [];
  return [
    sentenceOf(
      'plain',
      say`${counted(changed.length, 'file')} changed in ${directory}: ${listed(changed.map((name) => code(name)))}`,
    ),
  ];
};

/** What the changes of the search path mean. @param {Open} open @returns {Sentence[]} */
const placeSentences = (open) => {
  const changes = take(open.place, () => true);
  const sentences = changes.flatMap(place);
  const isMoved = changes.some(({ before, after }) => before && after && before.position !== after.position);
  return isMoved && sentences.length === 0
    ? [sentenceOf('plain', say`The order of the search path changed`)]
    : sentences;
};

/**
 * What else changed on the host: the search path, what shimdex reads, and the findings that follow from no other change.
 * @param {Open} open
 * @returns {Sentence[]}
 */
export const explain = (open) => [
  ...placeSentences(open),
  ...take(open.source, () => true).map(source),
  ...take(open.finding, () => true).map(finding),
];
