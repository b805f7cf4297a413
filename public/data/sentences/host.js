/**
 * @import { Finding } from '../../../src/model/inventory/finding.ts'
 * @import { Place } from '../../../src/model/inventory/search-path.ts'
 * @import { SourceState } from '../../../src/model/inventory/source.ts'
 * @import { Of, Open, Part, Sentence, Tone } from './parts.js'
 */

import { sentence as capitalized, counted } from '../../text/words.js';
import { baseName, code, entryOf, listed, say, sentenceOf, take } from './parts.js';

/** @type {Record<Finding['severity'], Tone>} */
const severityTones = { high: 'bad', medium: 'warn', low: 'plain' };

/** What is so again when a finding is fixed that describes more than its subject. @type {Map<string, string>} */
const fixes = new Map([
  ['next-start-fails', 'dockerd would start again'],
  ['docker-config-refused', 'dockerd would start with its configuration'],
  ['containerd-config-refused', 'containerd would start with its configuration'],
]);

/** @param {Of<Finding>} change @returns {Sentence} */
const finding = (change) => {
  const { before, after } = change;
  const { code: kind, severity, message, subject } = entryOf(change);
  const given = { findings: [change], about: [subject] };
  if (!after) return sentenceOf('good', say`Fixed: ${fixes.get(kind) ?? message}`, given);
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

/** @param {Of<SourceState>} change */
const isFile = (change) => entryOf(change).source.endsWith('-config') && entryOf(change).file !== undefined;

/** The file, or else what the source is. @param {Of<SourceState>} change @returns {Part[]} */
const subjectOf = (change) => {
  const { source: name, file = '' } = entryOf(change);
  return isFile(change) ? [code(baseName(file), file)] : [capitalized(sourceNames[name])];
};

/** @param {Of<SourceState>} change */
const whyOf = (change) => {
  const { message } = entryOf(change);
  return message ? `: ${message}` : '';
};

/** @param {Of<SourceState>} change @returns {[Tone, Part[]]} */
const lost = (change) => {
  const still = change.before?.state === change.after?.state ? 'still ' : '';
  const verb = `${still}${answering.includes(change.key) ? 'does not answer' : 'cannot be read'}`;
  const kept = isFile(change) && entryOf(change).state === 'stale' ? '; the last valid version is shown' : '';
  return ['warn', say`${subjectOf(change)} ${verb}${kept}${whyOf(change)}`];
};

/** What each new state means. @type {Record<SourceState['state'], (change: Of<SourceState>) => [Tone, Part[]]>} */
const states = {
  read: (change) => {
    const again = ['stale', 'unreadable'].includes(change.before?.state ?? '') ? 'can be read again' : 'was read';
    return ['good', say`${subjectOf(change)} ${answering.includes(change.key) ? 'answers' : again}`];
  },
  assumed: (change) => ['warn', say`${subjectOf(change)} is assumed${whyOf(change)}`],
  absent: (change) =>
    change.before && isFile(change)
      ? ['plain', say`${code(entryOf(change).file ?? '')} was removed`]
      : ['plain', say`${subjectOf(change)} is not there${whyOf(change)}`],
  stale: lost,
  unreadable: lost,
};

/** @param {Of<SourceState>} change @returns {[Tone, Part[]]} */
const state = (change) => {
  const { source: name, state: now } = entryOf(change);
  if (change.action === 'destroy') return ['plain', say`shimdex does not look at ${sourceNames[name]} any more`];
  const isSame = change.before?.state === now && ['absent', 'assumed'].includes(now);
  return isSame ? ['plain', say`${subjectOf(change)}${whyOf(change)}`] : states[now](change);
};

/** A finding about the source itself, or one that repeats its message. @param {Of<SourceState>} change */
const isAbout =
  ({ key, before, after }) =>
  (/** @type {Of<Finding>} */ each) => {
    const { code: kind, subject, message } = entryOf(each);
    const quoted = [before?.message, after?.message].some((text) => text && message.includes(text));
    return (kind.startsWith('source-') && subject === key) || quoted;
  };

/** A source, with the findings that follow from it. @param {Of<SourceState>} change @param {Open} open @returns {Sentence} */
const source = (change, open) => {
  const findings = take(open.finding, isAbout(change));
  const [tone, parts] = state(change);
  const fixed = findings.flatMap(({ after, before }) => (after ? [] : (fixes.get(before?.code ?? '') ?? [])));
  const [first] = fixed;
  const isBad = findings.some(({ after }) => after?.severity === 'high');
  return sentenceOf(isBad ? 'bad' : tone, first ? say`${parts}: ${first}` : parts, { findings });
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
  ...take(open.source, () => true).map((change) => source(change, open)),
  ...take(open.finding, () => true).map(finding),
];
