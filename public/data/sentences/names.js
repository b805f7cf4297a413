/**
 * @import { Handler } from '../../../src/model/inventory/handler.ts'
 * @import { Runtime } from '../../../src/model/inventory/runtime.ts'
 * @import { SourceState } from '../../../src/model/inventory/source.ts'
 * @import { Turn } from './consequences.js'
 * @import { Of, Open, Part, Sentence } from './parts.js'
 */

import { sentence as capitalized, words } from '../../text/words.js';
import { causeIn, consequenceOf, nameOf, toneOfTurn, turnOf } from './consequences.js';
import { baseName, changedFields, code, entryOf, listed, say, sentenceOf, take } from './parts.js';

/** @typedef {Of<Runtime>} RuntimeChange */
/** @typedef {Of<Runtime> | Of<Handler>} NameChange */

/** @param {NameChange} change @returns {Runtime | Handler} */
const itemOf = (change) => entryOf(/** @type {Of<Runtime | Handler>} */ (change));

/** The file that defines a name. @param {Runtime | Handler} item @returns {Part[]} */
const fileOf = ({ definedIn }) => {
  if (!definedIn) return [];
  return definedIn.line === 0 ? ['the command line of dockerd'] : [code(baseName(definedIn.file), definedIn.file)];
};

/** @param {Runtime | Handler} item */
const reasonOf = ({ unavailable }) => unavailable?.reason ?? '';

/** What follows from a new entry. @param {Runtime | Handler} item @param {boolean} isOne @returns {Part[]} */
const outcome = (item, isOne) => {
  const it = isOne ? 'it' : 'them';
  const they = isOne ? 'it starts' : 'they start';
  const reason = reasonOf(item);
  if (item.available) return say`: ${they} now`;
  if (reason === 'reload-needed' || ('served' in item && item.served === false))
    return say`; ${'handler' in item ? 'containerd' : 'Docker'} has not loaded ${it} yet`;
  if (reason === 'restart-needed') return say`; Docker loads ${it} when it restarts`;
  if (reason === 'docker-config-refused') return say`, but dockerd refuses the file`;
  if (item.available === null) return say`; it is not known whether ${they}`;
  return say`, but cannot start: ${causeIn(item)}`;
};

/** Names that have something in common, in the order in which they appear. @template T @param {readonly T[]} items @param {(item: T) => string} keyOf @returns {T[][]} */
const groupBy = (items, keyOf) => {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
};

/** @param {readonly NameChange[]} group @param {Open} open */
const more = (group, open) => ({
  findings: take(open.finding, (each) => group.some(({ key }) => key === entryOf(each).subject)),
  about: group.flatMap(({ before, after }) => [before?.path, after?.path]),
});

/** @param {readonly NameChange[]} group */
const namesOf = (group) => listed(group.map((change) => nameOf(itemOf(change))));

/** A file that could be read, or is not there. @param {SourceState | undefined} source */
const isFine = (source) => ['read', 'absent'].includes(source?.state ?? 'read');

/** The first letter of a sentence is a capital if it is not a name. @param {Part[]} parts @returns {Part[]} */
const begin = ([first, ...rest]) =>
  typeof first === 'string' ? [capitalized(first), ...rest] : first ? [first, ...rest] : [];

/** @param {NameChange[]} group @param {Open} open @returns {Sentence} */
const addition = (group, open) => {
  const [first] = group;
  const item = itemOf(/** @type {NameChange} */ (first));
  const isOne = group.length === 1;
  const file = fileOf(item);
  const was = isOne ? 'was' : 'were';
  const parts =
    file.length > 0
      ? say`${namesOf(group)} ${was} added to ${file}${outcome(item, isOne)}`
      : say`${namesOf(group)} ${was} added${outcome(item, isOne)}`;
  const tone = item.available ? 'good' : item.available === null || reasonOf(item) === 'reload-needed' ? 'warn' : 'bad';
  return sentenceOf(tone, begin(parts), more(group, open));
};

/** Whether the file that defined a name cannot be read any more. @param {Runtime | Handler} item @param {Open} open */
const isUnread = ({ definedIn }, { source }) =>
  [...source].some(
    ({ after }) => after?.file === definedIn?.file && ['stale', 'unreadable'].includes(after?.state ?? ''),
  );

/** @param {NameChange[]} group @param {Open} open @returns {Sentence} */
const removal = (group, open) => {
  const [first] = group;
  const item = itemOf(/** @type {NameChange} */ (first));
  const file = fileOf(item);
  const from = file.length > 0 ? say` from ${file}` : [];
  const parts = isUnread(item, open)
    ? say`${namesOf(group)} ${group.length === 1 ? 'is' : 'are'} not known any more, because ${file} cannot be read`
    : say`${namesOf(group)} ${group.length === 1 ? 'was' : 'were'} removed${from}`;
  return sentenceOf(item.available ? 'bad' : 'plain', begin(parts), more(group, open));
};

/** Reasons of a name that is configured and that nothing has loaded. */
const pending = ['reload-needed', 'restart-needed', 'docker-config-refused'];

/** A name that Docker or containerd has loaded. @param {NameChange} change */
const isLoaded = ({ before, after }) =>
  pending.includes(before?.unavailable?.reason ?? '') && !pending.includes(after?.unavailable?.reason ?? '');

/** What an entry says, not what follows from it. */
const written = ['runtimeType', 'options', 'ociRuntime', 'runtimePath', 'snapshotter', 'sandboxer'];

/** Fields that follow from others, or are for people. */
const ignored = [
  'advice',
  'unavailable',
  'available',
  'permitted',
  'path',
  'version',
  'handlers',
  'description',
  'project',
  'url',
  'isolation',
  'alsoIn',
  'overrides',
];

/** @param {string} field */
const fieldWords = (field) => words(field.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`));

/** A change that follows from nothing else. @param {NameChange} change @param {Open} open @returns {Sentence[]} */
const plainUpdate = (change, open) => {
  const item = itemOf(change);
  const fields = changedFields(change.before, change.after).filter((field) => !ignored.includes(field));
  const given = more([change], open);
  const name = begin(nameOf(item));
  if ('served' in item && fields.includes('served'))
    return [
      sentenceOf(
        'plain',
        say`containerd ${item.served ? 'has loaded' : 'does not have'} ${nameOf(item)}${item.served ? '' : ' yet'}`,
        given,
      ),
    ];
  const entry = fields.filter((field) => written.includes(field));
  if (entry.length > 0) {
    const place = fileOf(item);
    const inFile = place.length > 0 ? say` in ${place}` : [];
    return [sentenceOf('plain', say`${name} has another entry${inFile}: ${entry.map(fieldWords).join(', ')}`, given)];
  }
  if (fields.includes('usedBy') && 'usedBy' in item && item.usedBy)
    return [
      sentenceOf(
        'plain',
        say`${name} has ${String(item.usedBy.running)} running and ${String(item.usedBy.stopped)} stopped containers now`,
        given,
      ),
    ];
  const rest = fields.filter((field) => field !== 'definedIn');
  return rest.length === 0
    ? []
    : [sentenceOf('plain', say`${name} changed: ${rest.map(fieldWords).join(', ')}`, given)];
};

/** Docker or containerd has loaded names, and what follows. @param {NameChange[]} group @param {Turn} turn @returns {Part[]} */
const loading = (group, turn) => {
  const item = itemOf(/** @type {NameChange} */ (group[0]));
  const it = group.length === 1 ? 'it' : 'they';
  const follows =
    turn === 'starts'
      ? `: ${it} ${group.length === 1 ? 'starts' : 'start'} now`
      : `, but ${it} cannot start: ${causeIn(item)}`;
  return say`${'handler' in item ? 'containerd' : 'Docker'} has loaded ${namesOf(group)}${follows}`;
};

/** @param {NameChange[]} group that turned alike @param {Open} open @returns {Sentence[]} */
const updates = (group, open) => {
  const [first] = group;
  if (!first) return [];
  const turn = turnOf(first);
  if (turn === 'none') return group.flatMap((change) => plainUpdate(change, open));
  const { parts } = consequenceOf(group, { causes: true });
  const loaded = isLoaded(first) ? loading(group, turn) : parts;
  return [sentenceOf(toneOfTurn[turn], begin(loaded), more(group, open))];
};

/** A file in which entries only moved to other lines. @param {NameChange[]} moved @returns {Sentence[]} */
const edits = (moved) =>
  groupBy(moved, (change) => itemOf(change).definedIn?.file ?? '').map((group) =>
    sentenceOf(
      'plain',
      say`${fileOf(itemOf(/** @type {NameChange} */ (group[0])))} was edited; ${namesOf(group)} ${group.length === 1 ? 'is' : 'are'} unchanged`,
    ),
  );

/** @param {NameChange} change */
const isMoved = ({ action, before, after }) =>
  action === 'update' &&
  ['alsoIn', 'definedIn', 'definedIn,alsoIn', 'overrides'].includes(changedFields(before, after).join());

/** What the changes of some names mean. @param {NameChange[]} changes @param {Open} open @returns {Sentence[]} */
const sentencesOf = (changes, open) => {
  const [moved, rest] = [changes.filter(isMoved), changes.filter((change) => !isMoved(change))];
  const of = (/** @type {string} */ action) => rest.filter((change) => change.action === action);
  const place = (/** @type {NameChange} */ change) => itemOf(change).definedIn?.file ?? '';
  return [
    ...groupBy(of('create'), (change) => `${place(change)} ${outcome(itemOf(change), true).join('')}`).map((group) =>
      addition(group, open),
    ),
    ...groupBy(of('update'), (change) => `${turnOf(change)} ${isLoaded(change)}`).flatMap((group) =>
      updates(group, open),
    ),
    ...groupBy(of('destroy'), place).map((group) => removal(group, open)),
    ...(rest.length === 0 ? edits(moved) : []),
  ];
};

/**
 * What the changes of runtimes and handlers mean that do not follow from a file of a shim.
 * @param {Open} open
 * @returns {Sentence[]}
 */
export const explain = (open) => {
  const [runtimes, handlers] = [take(open.runtime, () => true), take(open.handler, () => true)];
  // The files that define the names changed with them.
  const files = new Set(
    [...runtimes, ...handlers].flatMap(({ before, after }) => [before?.definedIn?.file, after?.definedIn?.file]),
  );
  take(open.source, ({ before, after }) => files.has(after?.file) && [before, after].every(isFine));
  return [...sentencesOf(runtimes, open), ...sentencesOf(handlers, open)];
};
