import { defined } from '../../model/defined.ts';
import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { Inspect } from '../../model/host/file-fact.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import type { RunningFacts } from '../../model/host/running.ts';
import { oncePer } from '../../model/once-per.ts';
import { criService, handlerTables, handlerText } from '../cri/service.ts';
import type { FileUse, World } from '../world.ts';

type Observed = Pick<HostFacts, 'running' | 'docker' | 'containerdConfig' | 'programs'>;

/** Whom a file belongs to: the package that has it, and what needs it. Advice removes only a file that is nobody's. */
export function fileHolders(
  { running, docker, containerdConfig, programs }: Observed,
  inspect: Inspect,
): Pick<World, 'packageOf' | 'useOf'> {
  const realPathOf = (path: string): string => {
    const file = inspect(path);
    return file.kind === 'missing' ? path : file.realPath;
  };
  const isAmong = (paths: Iterable<string>) => {
    let real: ReadonlySet<string> | undefined;
    return (path: string) => {
      // Both spellings: a restart of containerd needs the path, whatever is there by then.
      real ??= new Set([...paths].flatMap((each) => [each, realPathOf(each)]));
      return real.has(path) || real.has(realPathOf(path));
    };
  };
  const isRunning = isAmong(runningPaths(running));
  const isConfigured = isAmong([...configuredPaths(docker), ...handlerPaths(containerdConfig)]);
  return defined({
    packageOf: programs && ((path: string) => programs.get(realPathOf(path))?.package),
    useOf: (path: string): FileUse | undefined => {
      if (isRunning(path)) return 'running';
      if (isConfigured(path)) return 'configured';
      return isWhole(running) ? 'none' : undefined;
    },
  });
}

/** The files of `fileHolders()` that something runs: as long as it is the same text, they are the same files. */
export function runningKey(running: RunningFacts | undefined): string {
  return JSON.stringify([isWhole(running), ...[...runningPaths(running)].sort()]);
}

function isWhole(running: RunningFacts | undefined): boolean {
  return running?.shims !== undefined && running.containers !== undefined;
}

const noPaths: ReadonlySet<string> = new Set();

/** Files of shims that run, and the ones that a restarted containerd would need for its containers. */
function runningPaths(running: RunningFacts | undefined): ReadonlySet<string> {
  return running === undefined ? noPaths : pathsIn(running);
}

const pathsIn = oncePer(
  ({ shims = [], containers = [], otherShims = [] }: RunningFacts): ReadonlySet<string> =>
    new Set([
      ...shims.flatMap(({ path }) => path ?? []),
      ...containers.flatMap(({ bundle }) => bundle.shimBinaryPath || []),
      ...otherShims,
    ]),
);

/** Files that a `runtimeType` of Docker names by their paths. */
const configuredPaths = oncePer(
  ({ runtimes }: DockerFacts): ReadonlySet<string> =>
    new Set(runtimes.runtimes.flatMap(({ shim }) => (shim?.startsWith('/') ? [shim] : []))),
);

/** Files that a handler names by its `runtime_path`, or by a path as its type. */
function handlerPaths(config: HostFacts['containerdConfig']): ReadonlySet<string> {
  return config === undefined ? noPaths : pathsOfHandlers(config);
}

const pathsOfHandlers = oncePer((config: NonNullable<HostFacts['containerdConfig']>): ReadonlySet<string> => {
  const tables = [...handlerTables(criService(config)).values()];
  const named = tables.flatMap((table) => [handlerText(table, 'runtime_path'), handlerText(table, 'runtime_type')]);
  return new Set(named.filter((path) => path.startsWith('/')));
});
