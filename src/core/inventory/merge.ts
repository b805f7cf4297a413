import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { Inspect } from '../../model/host/file-fact.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import type { Ownership } from '../../model/host/ownership.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import type { Handler } from '../../model/inventory/handler.ts';
import type { Host, InventoryFacts } from '../../model/inventory/inventory.ts';
import type { Process } from '../../model/inventory/process.ts';
import type { Program } from '../../model/inventory/program.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import type { Place } from '../../model/inventory/search-path.ts';
import type { Shim } from '../../model/inventory/shim.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import { itemByItem } from '../../model/item-by-item.ts';
import { oncePer, oncePerDetail } from '../../model/once-per.ts';
import type { Plan, PlannedContainer } from '../../model/plan.ts';
import type { Resolution } from '../../model/resolution.ts';
import { sortedByCodePoint } from '../code-points.ts';
import type { RuleContext } from '../findings/context.ts';
import { collectFindings } from '../findings/findings.ts';
import { frozenCopy, frozenList } from '../frozen-copy.ts';
import { keptInOrder } from '../kept-order.ts';
import { knownEvidence } from '../pairing/known-evidence.ts';
import { planRestart, type Running, versionAfterwards } from '../plan/plan.ts';
import { runningSubjects } from '../plan/subjects.ts';
import type { Policy } from '../policy.ts';
import { resolveListed } from '../resolve/resolve.ts';
import { fileHolders } from '../running/file-holders.ts';
import { mergeProcesses } from '../running/merge-processes.ts';
import { withUsers } from '../running/used-by.ts';
import type { Explore, World } from '../world.ts';
import { KeptAnswers } from './kept-answers.ts';
import { mergeHandlers, withHandlers } from './merge-handlers.ts';
import { mergePrograms } from './merge-programs.ts';
import { mergeRuntimes } from './merge-runtimes.ts';
import { isGone, type MergedShim, mergeShims } from './merge-shims.ts';
import { observedFirst } from './observed-files.ts';
import { versionsOf, withFileVersions, withVersions } from './versions.ts';

/** Looks at the host that no answer depends on; findings and advice that need one are left out without it. */
export interface Looks {
  /** Finds remedies. */
  readonly explore?: Explore;
  /** Finds who may write to the files that count. */
  readonly ownership?: Ownership;
  /** Answers of the look before; without them, everything is answered again. */
  readonly answers?: KeptAnswers;
}

/**
 * Combines what all sources saw into one inventory: runtimes, shims, search path and findings, sorted and frozen.
 *
 * The same facts give the same inventory, whatever their order. `inspect` looks at files that were not observed: OCI
 * runtimes, absolute runtime types, directories that could not be listed.
 */
export function mergeInventory(
  observation: HostFacts,
  policy: Policy,
  inspect: Inspect,
  { explore, ownership, answers = new KeptAnswers() }: Looks = {},
): InventoryFacts {
  const { containerd, containerdConfig, runningContainerd, docker, engine, hostName, target, places, services } =
    observation;
  const look = observedFirst(observation, inspect, answers.indexes);
  const world: World = {
    containerd,
    docker,
    policy,
    known: [],
    inspect: look,
    lookups: answers.lookups,
    ...defined({ containerdConfig, runningContainerd, explore, shimEvidence: knownEvidence(observation, look) }),
    ...fileHolders(observation, look),
  };
  const merged = mergeShims(places, world, observation.programs, answers);
  const { lists } = answers;
  const shims = shimsOf(lists, merged);
  const cri = mergeHandlers(world, answers);
  const handled = withHandlers(lists, mergeRuntimes(shims, world, answers), cri.handlers);
  const versions = versionsOf(lists, shims);
  const runtimes = withUsers(lists, withVersions(lists, handled, versions), observation.running, docker);
  const shown = observation.running === undefined ? [] : mergeProcesses(observation.running, docker);
  const processes = withFileVersions(lists, shown, versions);
  const byPath = answers.byPath(merged);
  const uses = { byPath, shims, runtimes, processes, handlers: cri.handlers };
  const programs = mergePrograms(observation, uses, world, answers);
  const running = runningSubjects(observation.running, world, versionAfterwards(containerd));
  const decisive = [docker, services, containerdConfig, running.unread, ...running.subjects];
  const plan = restartOf(containerd, decisive, running, observation);
  const next = afterNextStart(docker);
  const context: RuleContext = {
    observation,
    runtimes,
    shims,
    programs,
    cri: cri.cri,
    handlers: cri.handlers,
    defaultRuntime: answers.defaultRuntime.answer('', world, resolveDefault),
    plan,
    running,
    world,
    files: merged,
    byPath,
    lists,
    ...defined({ ownership, nextDefault: next && resolveDefault({ ...world, docker: next }) }),
  };
  const engineState = stateOfEngine(observation);
  return Object.freeze({
    host: hostIn(containerd, [target, hostName, docker, engine, engineState, runningContainerd], observation),
    defaultRuntime: docker.runtimes.defaultRuntime,
    searchPath: frozenList(places.map((place, position) => describePlace(place, [position], position, answers))),
    cri: frozenCopy(cri.cri),
    defaultHandler: cri.defaultHandler,
    handlers: frozenList(cri.handlers.map(copyOfHandler)),
    processes: frozenList(processes.map(copyOfProcess)),
    programs: frozenList(programs.map(copyOfProgram)),
    plan: copyOfPlan(plan),
    findings: frozenList(collectFindings(context)),
    sources: frozenList(sourcesInOrder(lists, observation.sources).map(copyOfSource)),
    runtimes: frozenList(copiesOfRuntimes(lists, runtimes)),
    shims: frozenList(copiesOfShims(lists, shims)),
  });
}

const shimsOf = itemByItem(({ shim }: MergedShim) => [shim]);

/** What is kept from one look to the next is copied once, and is the same object in both inventories. */
const copiesOfRuntimes = itemByItem((runtime: Runtime) => [copyOfRuntime(runtime)]);
const copiesOfShims = itemByItem((shim: Shim) => [copyOfShim(shim)]);
const copyOfRuntime = oncePer((runtime: Runtime) => frozenCopy(runtime));
const copyOfShim = oncePer((shim: Shim) => frozenCopy(shim));
const copyOfHandler = oncePer((handler: Handler) => frozenCopy(handler));
const copyOfProcess = oncePer((process: Process) => frozenCopy(process));
const copyOfProgram = oncePer((program: Program) => frozenCopy(program));
const copyOfSource = oncePer((source: SourceState) => frozenCopy(source));
const copyOfPlan = oncePer(
  (plan: Plan): Plan => frozenCopy({ ...plan, containers: plan.containers.map(copyOfPlanned) }),
);
const copyOfPlanned = oncePer((container: PlannedContainer) => frozenCopy(container));

const sourcesInOrder = keptInOrder(({ source }: SourceState) => source);

/** What a restart of containerd does, worked out once for the same facts. */
const restartOf = oncePerDetail((_: ContainerdFacts, running: Running, observation: HostFacts) =>
  planRestart(running, observation),
);

function resolveDefault(world: World): Resolution {
  return resolveListed({ name: world.docker.runtimes.defaultRuntime, client: 'docker', usesDefault: true }, world);
}

/** The dockerd as it would be once its configuration is in effect. */
const afterNextStart = oncePer((docker: DockerFacts): DockerFacts | undefined => {
  const { onDisk, drift, ...facts } = docker;
  return onDisk === undefined || onDisk.error !== undefined ? undefined : { ...facts, runtimes: onDisk };
});

/** What is known of the running Engine. */
function engineOf(observation: HostFacts): Pick<Host['docker'], 'engine'> {
  const { engine, docker } = observation;
  const { foreign } = docker;
  const state = stateOfEngine(observation);
  if (state === undefined) return {};
  if (engine === undefined) return { engine: defined({ state, foreign }) };
  const { version, defaultRuntime } = engine;
  return { engine: defined({ state, version, defaultRuntime, foreign }) };
}

function stateOfEngine({ sources }: HostFacts): SourceState['state'] | undefined {
  return sources.find(({ source }) => source === 'docker-engine')?.state;
}

const hostIn = oncePerDetail((_: ContainerdFacts, observation: HostFacts) => frozenCopy(hostOf(observation)));

function hostOf(observation: HostFacts): Host {
  const { hostName, target, containerd, docker } = observation;
  const { version, versionSource, pathSource, user } = containerd;
  return defined({
    name: hostName,
    target,
    containerd: {
      version,
      versionSource,
      ...pidOf(containerd),
      pathSource,
      user: user.uid,
      ...runningOf(observation),
    },
    docker: defined({
      present: docker.present,
      version: docker.version,
      versionSource: docker.versionSource,
      ...pidOf(docker),
      configFile: docker.configFile,
      configUnknown: docker.unreadConfig && (true as const),
      ...engineOf(observation),
    }),
  });
}

/** What the running containerd says of itself. */
function runningOf({ runningContainerd }: HostFacts): Pick<Host['containerd'], 'running'> {
  if (runningContainerd === undefined) return {};
  const { version, plugins = [] } = runningContainerd;
  const failed = plugins.flatMap(({ plugin, state, error = '' }) => (state === 'error' ? [{ plugin, error }] : []));
  return { running: defined({ version, failedPlugins: sortedByCodePoint(failed, ({ plugin }) => plugin) }) };
}

function pidOf({ pid }: { readonly pid?: number }): { pid?: number } {
  return defined({ pid });
}

const describePlace = oncePerDetail((place: PlaceFacts, position: number, answers: KeptAnswers): Place => {
  const { directory, kind, state, realPath, duplicateOf, entries } = place;
  const lists = answers.listsIn(directory);
  const shims = state === 'duplicate' ? [] : namesInOrder(lists, namesOf(lists, entries));
  return Object.freeze(defined({ position, directory, kind, state, realPath, duplicateOf, shims: frozenList(shims) }));
});

const namesOf = itemByItem((entry: EntryFacts) => (isGone(entry.file) ? [] : [entry.binary]));
const namesInOrder = keptInOrder((name: string) => name);
