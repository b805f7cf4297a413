/**
 * @import { Finding } from '../../../src/model/inventory/finding.ts'
 * @import { Process } from '../../../src/model/inventory/process.ts'
 * @import { Place } from '../../../src/model/inventory/search-path.ts'
 * @import { SourceState } from '../../../src/model/inventory/source.ts'
 * @import { Of, Open, Part, Sentence, Tone } from './parts.js'
 */

import { sentence as capitalized, counted, shortId } from '../../text/words.js';
import {
  changedFields,
  code,
  directoryOf,
  entryOf,
  listed,
  runtimeName,
  say,
  sentenceOf,
  shimName,
  take,
} from './parts.js';

/** @param {Process['containers'][number]} container @returns {Part} */
const containerName = ({ id, name }) => code(name ?? shortId(id), id);

/** @param {readonly Process['containers'][number][]} containers @returns {Part[]} */
const containerNames = (containers) =>
  say`${containers.length === 1 ? 'Container' : 'Containers'} ${listed(containers.map(containerName))}`;

/** @param {Process} process @returns {Part[]} */
const ofProcess = ({ path, binary, pid }) => say`${path ? shimName(path) : code(binary)}, process ${String(pid)}`;

/** Containers that started or ended with their processes; the ones of one runtime together. @param {Of<Process>[]} changes @param {string} verb @returns {Sentence[]} */
const containers = (changes, verb) => {
  /** @type {Map<string, Of<Process>[]>} */
  const groups = new Map();
  for (const change of changes) {
    const item = entryOf(change);
    const key = item.containers.length === 0 ? `${item.pid}` : `with ${item.containers[0]?.runtime} ${item.path}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].map((group) => {
    const items = group.map(entryOf);
    const all = items.flatMap((item) => item.containers);
    const about = items.map(({ path }) => path);
    const [first] = items;
    if (!first || all.length === 0)
      return sentenceOf('plain', say`A process ${verb}: ${first ? ofProcess(first) : []}`, { about });
    const runtime = all[0]?.runtime ?? '';
    const file = first.path ? shimName(first.path) : code(first.binary);
    return sentenceOf('plain', say`${containerNames(all)} ${verb} with ${runtimeName(runtime)} on ${file}`, { about });
  });
};

/** @param {Of<Process>} change @returns {Sentence[]} */
const processUpdate = ({ before, after }) => {
  if (!before || !after) return [];
  const given = { about: [after.path, before.path] };
  const added = after.containers.filter(({ id }) => !before.containers.some((each) => each.id === id));
  const gone = before.containers.filter(({ id }) => !after.containers.some((each) => each.id === id));
  const states = after.containers.filter(
    ({ id, state }) => before.containers.some((each) => each.id === id && each.state !== state) && state !== null,
  );
  const sentences = [
    added.length > 0 && sentenceOf('plain', say`${containerNames(added)} started in ${ofProcess(after)}`, given),
    gone.length > 0 && sentenceOf('plain', say`${containerNames(gone)} ended in ${ofProcess(after)}`, given),
    ...states.map((each) => sentenceOf('plain', say`${containerNames([each])} is ${each.state ?? ''} now`, given)),
    before.state !== after.state &&
      after.state !== null &&
      sentenceOf(
        after.state === 'current' ? 'plain' : 'warn',
        say`The file of ${ofProcess(after)} is ${after.state} now`,
        given,
      ),
    before.stopped !== after.stopped &&
      sentenceOf(
        after.stopped ? 'bad' : 'good',
        say`${ofProcess(after)}: ${after.stopped ? 'a signal has stopped it' : 'it runs again'}`,
        given,
      ),
  ].filter((each) => each !== false);
  const unmanaged = after.containers.filter(
    (each) => each.unmanaged && !before.containers.some((old) => old.id === each.id && old.unmanaged),
  );
  if (unmanaged.length > 0)
    sentences.push(
      sentenceOf('bad', say`containerd does not know ${listed(unmanaged.map(containerName))} any more`, given),
    );
  return sentences;
};

/** What the changes of processes and their containers mean. @param {Open} open @returns {Sentence[]} */
export const processSentences = (open) => {
  const changes = take(open.process, () => true);
  const of = (/** @type {string} */ action) => changes.filter((change) => change.action === action);
  return [
    ...containers(of('create'), 'started'),
    ...containers(of('destroy'), 'ended'),
    ...of('update').flatMap(processUpdate),
  ];
};

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

/** Findings that follow from no other change. @param {Open} open @returns {Sentence[]} */
export const findingSentences = (open) => take(open.finding, () => true).map(finding);

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

/** @param {Open} open @returns {Sentence[]} */
export const sourceSentences = (open) => take(open.source, () => true).map(source);

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

/** Whether a place changed only because files appeared in it or disappeared. @param {readonly string[]} fields */
const isOfFiles = (fields) => fields.every((field) => ['shims', 'state', 'realPath'].includes(field));

/**
 * What the changes of the search path mean. A list of files changes with its files, which have sentences of their own.
 * @param {Open} open
 * @param {ReadonlySet<string>} paths of files that have a sentence
 * @returns {Sentence[]}
 */
export const placeSentences = (open, paths) => {
  const directories = new Set([...paths].map(directoryOf));
  const changes = take(open.place, () => true).filter(
    ({ action, before, after }) =>
      action !== 'update' || !directories.has(after?.directory ?? '') || !isOfFiles(changedFields(before, after)),
  );
  const sentences = changes.flatMap(place);
  const isMoved = changes.some(({ before, after }) => before && after && before.position !== after.position);
  return isMoved && sentences.length === 0
    ? [sentenceOf('plain', say`The order of the search path changed`)]
    : sentences;
};
