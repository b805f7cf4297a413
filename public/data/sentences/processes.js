/**
 * @import { Process } from '../../../src/model/inventory/process.ts'
 * @import { Of, Open, Part, Sentence } from './parts.js'
 */

import { shortId } from '../../text/words.js';
import { changedFields, code, entryOf, listed, runtimeName, say, sentenceOf, shimName, take } from './parts.js';

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
  const wasKnown = !before.containersUnknown;
  const isKnown = !after.containersUnknown;
  const added = after.containers.filter(({ id }) => wasKnown && !before.containers.some((each) => each.id === id));
  const gone = before.containers.filter(({ id }) => isKnown && !after.containers.some((each) => each.id === id));
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

/**
 * What the changes of processes and their containers mean. How many containers a runtime has changes with them.
 * @param {Open} open
 * @returns {Sentence[]}
 */
export const explain = (open) => {
  take(
    open.runtime,
    ({ action, before, after }) => action === 'update' && changedFields(before, after).join() === 'usedBy',
  );
  const changes = take(open.process, () => true);
  const of = (/** @type {string} */ action) => changes.filter((change) => change.action === action);
  return [
    ...containers(of('create'), 'started'),
    ...containers(of('destroy'), 'ended'),
    ...of('update').flatMap(processUpdate),
  ];
};
