import { defined } from '../../model/defined.ts';
import type { DaemonFiles } from '../../model/host/daemon-files.ts';
import type { FileFact } from '../../model/host/file-fact.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import type { ProgramFacts } from '../../model/host/program.ts';
import type { Handler } from '../../model/inventory/handler.ts';
import type { Process } from '../../model/inventory/process.ts';
import type { Program } from '../../model/inventory/program.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import type { Shim } from '../../model/inventory/shim.ts';
import { itemByItem } from '../../model/item-by-item.ts';
import { oncePerDetail } from '../../model/once-per.ts';
import { findOciRuntime } from '../containerd/find-oci-runtime.ts';
import { isRuncShim } from '../containerd/runc-program.ts';
import { type Index, itemByIndex } from '../kept-index.ts';
import { keptInOrder } from '../kept-order.ts';
import type { World } from '../world.ts';
import { describeProgram, describeShimFile } from './describe-program.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { MergedShim } from './merge-shims.ts';

const inOrder = keptInOrder(programKey);

interface Facts {
  readonly byPath: Index<MergedShim>;
  readonly shims: readonly Shim[];
  readonly runtimes: readonly Runtime[];
  readonly handlers: readonly Handler[];
  readonly processes: readonly Process[];
}
type Role = Program['role'];

/**
 * The programs that are not on the search path of shims, each once, sorted: the daemons, as they run and as they are on disk,
 * the OCI runtimes that something uses, and shims that a configuration or a process names by their paths.
 */
export function mergePrograms(
  { daemons = [], programs: read = new Map() }: Pick<HostFacts, 'daemons' | 'programs'>,
  facts: Facts,
  world: World,
  answers: KeptAnswers,
): readonly Program[] {
  const { lists } = answers;
  const onDisk = (role: Role, path: string): Program[] => {
    const file = world.inspect(path);
    if (file.kind !== 'file') return [];
    const { realPath } = file;
    const program = read.get(realPath);
    return [programOnDisk(file, [role, path, program], role, path, realPath, program)];
  };
  const merged = [
    ...ofDaemons(daemons, onDisk, read),
    ...ociRuntimes(facts, world, answers).flatMap((path) => onDisk('oci-runtime', path)),
    ...otherShims(facts, lists).flatMap((path) => onDisk('shim', path)),
  ];
  return inOrder(lists, merged);
}

/** The same object for the same file, as long as the same is known of it. */
const programOnDisk = oncePerDetail(
  (_: FileFact, role: Role, path: string, realPath: string, facts: ProgramFacts | undefined): Program => {
    const describe = role === 'shim' ? describeShimFile : describeProgram;
    return defined({
      role,
      path,
      realPath: realPath === path ? undefined : realPath,
      file: facts === undefined ? undefined : describe(realPath, facts),
    });
  },
);

/** What identifies a program; the one that a daemon runs and the file on disk may have the same path. */
export function programKey({ role, path, pid }: Program): string {
  return [role, path, ...(pid === undefined ? [] : [pid])].join(' ');
}

/** Where each program is read, for the background. */
export function readPaths(programs: readonly Program[], daemons: readonly DaemonFiles[] = []): string[] {
  const running = new Map(
    daemons.flatMap(({ running }) => (running === undefined ? [] : [[running.pid, running.open]])),
  );
  return programs.flatMap(({ pid, state, path, realPath = path }) => {
    if (pid === undefined || state === 'current') return [realPath];
    return running.get(pid) ?? [];
  });
}

/** The file on disk is listed in addition where a daemon runs another one. The containerd inside dockerd is the same program. */
function ofDaemons(
  daemons: readonly DaemonFiles[],
  onDisk: (role: Role, path: string) => Program[],
  read: NonNullable<HostFacts['programs']>,
): Program[] {
  const dockerd = daemons.find(({ daemon }) => daemon === 'dockerd')?.running?.pid;
  return daemons.flatMap(({ daemon, program, running }): Program[] => {
    if (running === undefined) return program === undefined ? [] : onDisk(daemon, program);
    const { pid, path, file: state = null, open } = running;
    if (daemon === 'containerd' && pid === dockerd) return [];
    const found = onDisk(daemon, path);
    if (state === 'current') return found.map(({ file, ...each }) => defined({ ...each, pid, state, file }));
    const facts = open === undefined ? undefined : read.get(open);
    const file = facts === undefined ? undefined : describeProgram(path, facts);
    return [defined({ role: daemon, path, pid, state, file }), ...found];
  });
}

/** The ones that runtimes, handlers and shims that run use, and the one that the runc shim uses by default. */
function ociRuntimes(
  { shims, runtimes, handlers, processes }: Facts,
  world: World,
  { lists, ociRuntimes: kept }: KeptAnswers,
): string[] {
  const isDefaultUsed = runcShims(lists, shims).length > 0;
  const names = new Set([
    ...(isDefaultUsed ? ['runc'] : []),
    ...processes.flatMap(({ ociRuntime }) => ociRuntime ?? []),
  ]);
  const found = [...names].map((name) =>
    kept.answer(name, world, ({ containerd, inspect }) => findOciRuntime(name, containerd, inspect)),
  );
  const paths = [
    ...ociRuntimesOf(lists, runtimes),
    ...handlers.map(({ ociRuntime }) => ociRuntime),
    ...found.map((each) => (each.ok ? each.path : undefined)),
  ];
  return [...new Set(paths.filter((path) => path !== undefined))];
}

const runcShims = itemByItem(({ state, path }: Shim) => (state === 'effective' && isRuncShim(path) ? [path] : []));
const ociRuntimesOf = itemByItem(({ ociRuntime }: Runtime) =>
  ociRuntime?.resolvedPath === undefined ? [] : [ociRuntime.resolvedPath],
);

function otherShims({ byPath, runtimes, handlers, processes }: Facts, lists: object): string[] {
  const named = unlisted(lists, absolutePathsOf(lists, runtimes), byPath);
  const others = [...handlers, ...processes].flatMap(absolutePath).filter((path) => byPath.get(path) === undefined);
  return [...new Set([...named, ...others])];
}

const unlisted = itemByIndex(
  (path: string, shim: MergedShim | undefined) => (shim === undefined ? [path] : []),
  (path) => path,
);

const absolutePathsOf = itemByItem(absolutePath);

function absolutePath({ path }: { readonly path?: string | undefined }): string[] {
  return path?.startsWith('/') ? [path] : [];
}
