import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { ContainerFacts, RunningFacts } from '../../model/host/running.ts';
import type { Runtime, UsedBy } from '../../model/inventory/runtime.ts';
import { itemByItem } from '../../model/item-by-item.ts';
import { oncePer, oncePerDetail } from '../../model/once-per.ts';
import { decisiveIn, dockerContainersOf, findRuntimes } from './container-runtime.ts';

/**
 * Adds to each runtime how many containers use it; nothing where that is not known. The containers of a foreign Engine are
 * not those of the containerd that is described, and nor are its runtimes.
 */
export function withUsers(
  lists: object,
  runtimes: readonly Runtime[],
  running: RunningFacts | undefined,
  docker: DockerFacts,
): readonly Runtime[] {
  if (running === undefined || docker.foreign !== undefined || needsDefault(running, docker)) return runtimes;
  const uses = usesOf(running, decisiveIn(docker), docker);
  return uses === undefined ? runtimes : withUsesOf(lists, runtimes, uses);
}

/** Whether a container has the default runtime, and nobody knows which that is. */
function needsDefault({ dockerContainers = [] }: RunningFacts, { runtimes }: DockerFacts): boolean {
  if (runtimes.defaultRuntime !== '') return false;
  return dockerContainers.some(({ runtime }) => runtime === '');
}

const withUsesOf = itemByItem((runtime: Runtime, uses: ReadonlyMap<string, UsedBy>): Runtime[] => {
  const usedBy = total([runtime.name, ...runtime.aliases], uses);
  return [usedBy === none ? unused(runtime) : { ...runtime, usedBy }];
});

const unused = oncePer((runtime: Runtime): Runtime => ({ ...runtime, usedBy: none }));

/** Containers by the runtime name that they were started with; undefined where they cannot be counted. */
const usesOf = oncePerDetail((running: RunningFacts, docker: DockerFacts): ReadonlyMap<string, UsedBy> | undefined => {
  const { shims, containers } = running;
  const dockerContainers = running.dockerUnread === undefined ? running.dockerContainers : undefined;
  if (shims === undefined || containers === undefined || dockerContainers === undefined) return undefined;
  const { defaultRuntime } = docker.runtimes;
  const runtimeOf = findRuntimes(defaultRuntime);
  const shimOf = new Map(shims.map((shim) => [shim.pid, shim]));
  const dockerOf = dockerContainersOf(running, docker);
  const uses = new Map<string, UsedBy>();
  const seen = new Set<string>();
  const add = (name: string | undefined, state: keyof UsedBy) => {
    if (name === undefined) return;
    const before = uses.get(name) ?? none;
    uses.set(name, { ...before, [state]: before[state] + 1 });
  };
  for (const container of containers) {
    const known = dockerOf(container.bundle);
    if (known !== undefined) seen.add(known.id);
    const shim = container.shim === undefined ? undefined : shimOf.get(container.shim);
    add(runtimeOf(container, shim, known), isStopped(container) ? 'stopped' : 'running');
  }
  for (const { id, runtime } of dockerContainers) if (!seen.has(id)) add(runtime || defaultRuntime, 'stopped');
  return uses;
});

const none: UsedBy = { running: 0, stopped: 0 };

function isStopped({ init, shimProcess }: ContainerFacts): boolean {
  return init === undefined ? shimProcess === 'gone' : init === 'gone';
}

function total(names: readonly string[], uses: ReadonlyMap<string, UsedBy>): UsedBy {
  const found = names.flatMap((name) => uses.get(name) ?? []);
  if (found.length === 0) return none;
  return found.reduce(
    (sum, each) => ({ running: sum.running + each.running, stopped: sum.stopped + each.stopped }),
    none,
  );
}
