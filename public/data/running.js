/**
 * @import { Process, ServedContainer } from '../../src/model/inventory/process.ts'
 * @import { Plan, PlanOutcome } from '../../src/model/plan.ts'
 */

/**
 * A container with the process that serves it, and what a restart of containerd does to it, as far as that is known.
 * @typedef {object} Running
 * @property {ServedContainer} container
 * @property {Process} process
 * @property {PlanOutcome | undefined} outcome
 */

/**
 * The processes that run one file in one state, and their containers.
 * @typedef {object} FileGroup
 * @property {string} key
 * @property {Process} first a process that stands for the others: they have the same file
 * @property {readonly Process[]} processes
 * @property {readonly Running[]} containers
 */

/** Files that need attention first. */
const states = /** @type {const} */ (['deleted', 'replaced', null, 'current']);

/** Containers that need attention first. */
const outcomes = /** @type {(PlanOutcome | undefined)[]} */ (['killed', 'unmanaged', 'unknown', 'removed', 'kept']);

/** @param {PlanOutcome | undefined} outcome */
const rankOf = (outcome) => (outcome === undefined ? outcomes.length : outcomes.indexOf(outcome));

/** @param {Process} process */
const keyOf = ({ state, path, binary, version }) => [state, path ?? binary, version].join(' ');

/** The text of a container that is searched. @param {Running} running */
const textOf = ({ container: { id, name, runtime, state }, process, outcome }) =>
  [id, name, runtime, state, outcome, process.namespace, process.path, process.binary, `pid ${process.pid}`]
    .concat(process.state ?? [])
    .join('\n')
    .toLowerCase();

/** The text of a process that has no container. @param {Process} process */
const textOfProcess = (process) =>
  textOf({ container: { id: '', runtime: '', state: null }, process, outcome: undefined });

/**
 * What runs, by the file that runs it: files that were deleted or replaced first, then the ones with the most containers.
 * @param {readonly Process[]} processes
 * @param {Pick<Plan, 'containers'>} plan
 * @param {string} query every word of it has to be in what is shown
 * @returns {FileGroup[]}
 */
export const fileGroups = (processes, plan, query) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (/** @type {string} */ text) => words.every((word) => text.includes(word));
  const planned = new Map(plan.containers.map(({ namespace, id, outcome }) => [`${namespace}/${id}`, outcome]));
  /** @type {Map<string, { processes: Process[], containers: Running[] }>} */
  const groups = new Map();
  for (const process of processes) {
    const containers = process.containers
      .map((container) => ({ container, process, outcome: planned.get(`${process.namespace}/${container.id}`) }))
      .filter((running) => has(textOf(running)));
    if (containers.length === 0 && (process.containers.length > 0 || !has(textOfProcess(process)))) continue;
    const key = keyOf(process);
    const group = groups.get(key) ?? { processes: [], containers: [] };
    group.processes.push(process);
    group.containers.push(...containers);
    groups.set(key, group);
  }
  return [...groups]
    .map(([key, { processes: some, containers }]) => ({
      key,
      first: /** @type {Process} */ (some[0]),
      processes: some,
      containers: containers.sort((a, b) => rankOf(a.outcome) - rankOf(b.outcome)),
    }))
    .sort(
      (a, b) =>
        states.indexOf(a.first.state) - states.indexOf(b.first.state) || b.containers.length - a.containers.length,
    );
};

/**
 * How many containers of a group each outcome has, the worst first.
 * @param {FileGroup} group
 * @returns {[PlanOutcome, number][]}
 */
export const outcomesOf = ({ containers }) =>
  outcomes.flatMap((each) => {
    const count = containers.filter(({ outcome }) => outcome === each).length;
    return each === undefined || count === 0 ? [] : [/** @type {[PlanOutcome, number]} */ ([each, count])];
  });
