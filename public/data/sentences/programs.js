/**
 * @import { Program } from '../../../src/model/inventory/program.ts'
 * @import { Of, Open, Part, Sentence } from './parts.js'
 */

import { consequenceOf } from './consequences.js';
import { fileEvent } from './files.js';
import { code, entryOf, origin, say, sentenceOf, shimName, take } from './parts.js';

/** @typedef {Of<Program>} ProgramChange */

/** @type {Record<Program['role'], string>} */
const roles = { containerd: 'containerd', dockerd: 'dockerd', 'oci-runtime': 'OCI runtime', shim: 'Shim' };

/** @param {Program} program @returns {Part[]} */
const nameOf = ({ role, path }) => say`${roles[role]} ${role === 'shim' ? shimName(path) : code(path)}`;

/** @param {Program | undefined} program */
const versionOf = (program) => program?.file?.version;

/** The names that a program changed. @param {ProgramChange} change @param {Open} open */
const namesOf = (change, open) => {
  const { path, role } = entryOf(change);
  if (role !== 'oci-runtime') return [];
  const runtimes = take(
    open.runtime,
    ({ action, before, after }) =>
      action === 'update' &&
      [before, after].some((item) => item?.ociRuntime?.resolvedPath === path || item?.ociRuntime?.path === path),
  );
  const handlers = take(
    open.handler,
    ({ action, before, after }) => action === 'update' && [before, after].some((item) => item?.ociRuntime === path),
  );
  return [...runtimes, ...handlers];
};

/** A program on disk. @param {ProgramChange} change @returns {Part[]} */
const onDisk = (change) => {
  const { action, after } = change;
  if (action === 'create') return say`was found${origin(after?.file)}`;
  return action === 'destroy' ? say`is not there any more` : fileEvent(change);
};

/** @param {ProgramChange} change @param {Open} open @returns {Sentence[]} */
const program = (change, open) => {
  const item = entryOf(change);
  const names = namesOf(change, open);
  const consequence = consequenceOf(names);
  const subjects = new Set([item.path, ...names.map(({ key }) => key)]);
  const given = { findings: take(open.finding, (each) => subjects.has(entryOf(each).subject)), about: [item.path] };
  const happened = onDisk(change);
  if (happened.length === 0 && consequence.parts.length === 0) return [];
  const meaning = consequence.parts.length > 0 ? say`: ${consequence.parts}` : [];
  return [sentenceOf(consequence.tone, say`${nameOf(item)} ${happened}${meaning}`, given)];
};

/** The file that a daemon runs is replaced, and the daemon runs on. @param {ProgramChange} change @param {ProgramChange | undefined} disk @param {Open} open @returns {Sentence} */
const replacedUnder = (change, disk, open) => {
  const item = entryOf(change);
  const [old, now] = [versionOf(item), versionOf(disk?.after)];
  const versions = old && now && old !== now ? say`: ${old} → ${now}` : [];
  const runs = `; the running process ${item.pid ?? ''} still has the old file`;
  const gone = item.state === 'deleted';
  return sentenceOf('warn', say`${nameOf(item)} was ${gone ? 'removed' : 'replaced'}${versions}${runs}`, {
    findings: take(
      open.finding,
      (each) => entryOf(each).subject === item.path || entryOf(each).code === 'upgrade-pending',
    ),
    about: [item.path],
  });
};

/** @param {ProgramChange} stopped @param {ProgramChange} started @returns {Sentence} */
const restart = (stopped, started) => {
  const [old, now] = [versionOf(stopped.before), versionOf(started.after)];
  const versions = old && now && old !== now ? say`, and has another version: ${old} → ${now}` : [];
  const { role, pid } = entryOf(started);
  return sentenceOf('plain', say`${roles[role]} restarted as process ${String(pid ?? '')}${versions}`);
};

/** @param {ProgramChange[]} changes of one daemon @param {Open} open @returns {Sentence[]} */
const daemon = (changes, open) => {
  const running = changes.filter((change) => entryOf(change).pid !== undefined);
  const stopped = running.find(({ action }) => action === 'destroy');
  const started = running.find(({ action }) => action === 'create');
  const replaced = running.find(
    ({ before, after }) => before?.state === 'current' && after && after.state !== 'current',
  );
  const disk = changes.find((change) => entryOf(change).pid === undefined);
  if (replaced) return [replacedUnder(replaced, disk, open)];
  if (stopped && started) return [restart(stopped, started)];
  const [one] = [stopped, started].filter((change) => change !== undefined);
  if (one && disk) {
    const { role, pid } = entryOf(one);
    return [
      sentenceOf(
        'plain',
        say`${roles[role]} ${one === started ? 'started as' : 'stopped, which was'} process ${String(pid ?? '')}`,
      ),
    ];
  }
  return changes.flatMap((change) => {
    const { action } = change;
    const { role, pid } = entryOf(change);
    if (pid === undefined || action === 'update') return program(change, open);
    return [
      sentenceOf(
        'plain',
        say`${roles[role]} ${action === 'create' ? 'started as' : 'stopped, which was'} process ${String(pid)}`,
      ),
    ];
  });
};

/**
 * What the changes of daemons, OCI runtimes and shims outside the search path mean.
 * @param {Open} open
 * @returns {Sentence[]}
 */
export const explain = (open) => {
  const changes = take(open.program, () => true);
  const configured = new Set(
    [...open.runtime].filter(({ action }) => action !== 'update').map((change) => entryOf(change).ociRuntime?.path),
  );
  const daemons = ['containerd', 'dockerd'].flatMap((role) =>
    daemon(
      changes.filter((each) => entryOf(each).role === role),
      open,
    ),
  );
  const others = changes.filter((change) => {
    const { role, path } = entryOf(change);
    // A program that a new entry of a configuration names was there before.
    return (role === 'oci-runtime' || role === 'shim') && (change.action === 'update' || !configured.has(path));
  });
  return [...daemons, ...others.flatMap((change) => program(change, open))];
};
