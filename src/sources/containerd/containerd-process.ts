import { posix } from 'node:path';
import { describeAbsence, describeChoice } from '../../core/containerd/describe-choice.ts';
import { defined } from '../../model/defined.ts';
import type { OtherHandlers } from '../../model/host/containerd-facts.ts';
import type { Credentials } from '../../model/host/file-fact.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import { joined } from '../../model/joined.ts';
import { isDockerdName } from '../docker/dockerd-program.ts';
import type { HostFiles } from '../host-files.ts';
import { areProcessesHidden } from '../processes/hidden.ts';
import { fromProcLink, hasHostRoot } from '../processes/process-root.ts';
import type { ProcessFacts } from '../processes/process-table.ts';
import { programName, programWords } from '../processes/program-words.ts';
import { containerdArguments, isContainerdName } from './containerd-program.ts';
import { type ContainerdChoice, findContainerd, pidFiles } from './find-containerd.ts';
import { handlersOf } from './running-containerds.ts';

/** The facts of the process itself; a field that could not be read is absent. */
export interface ContainerdProcess {
  readonly pid?: number;
  readonly argv?: readonly string[];
  readonly cwd?: string;
  readonly cwdDeleted: boolean;
  /** Present when the environment could be read; PATH or LD_LIBRARY_PATH is absent in it when it is unset. */
  readonly environment?: { readonly path?: string; readonly ldLibraryPath?: string };
  readonly exe?: string;
  readonly exeDeleted: boolean;
  /** Start time in clock ticks since boot. */
  readonly startTicks?: string;
  /** The socket that it serves, or should serve. */
  readonly address?: string;
  readonly user?: Credentials;
  readonly state: SourceState;
  /** PATHs of the other containerds that run. */
  readonly otherPaths?: readonly string[];
  /** Handlers of the other containerds that have any. */
  readonly otherHandlers?: readonly OtherHandlers[];
  readonly dependsOn: readonly string[];
}

/** Which process to read. */
export interface ProcessOptions {
  readonly containerd: 'auto' | 'none' | number;
  readonly containerdAddress: string;
  /** Pid of the dockerd that uses this containerd. */
  readonly dockerd?: number;
  /** Nobody named another address than the ones of the containerd that dockerd starts. */
  readonly isOfDockerd?: boolean;
  /** dockerd contains its containerd. */
  readonly isEmbedded?: boolean;
  /** Nobody named the address, so the only containerd of the host may be meant. */
  readonly mayBeAnother?: boolean;
}

const ASSUMED = 'the lookup of a containerd started by systemd is assumed';

/** Finds containerd's process and reads the facts that its lookup depends on. */
export function readContainerdProcess(files: HostFiles, options: ProcessOptions): ContainerdProcess {
  const { containerd, containerdAddress } = options;
  if (containerd === 'none') return without('assumed', `No containerd process is read: ${ASSUMED}`, []);
  const watched = containerd === 'auto' ? [containerdAddress, ...pidFiles(containerdAddress)] : [`/proc/${containerd}`];
  const choice: ContainerdChoice =
    containerd === 'auto'
      ? findContainerd(files, { ...options, address: containerdAddress })
      : { pid: containerd, others: [], doubted: [] };
  const { pid, others, doubted } = choice;
  const seen = [choice.chosen, ...others].flatMap((each) =>
    each === undefined ? [] : [`/proc/${each.pid}`, each.configFile],
  );
  if (pid === undefined) {
    const absent = without(
      'assumed',
      `${describeAbsence(containerdAddress, { others, doubted, areHidden: areProcessesHidden(files) })}: ${ASSUMED}`,
      [...watched, ...seen],
    );
    return { ...absent, ...factsOfOthers(files, others) };
  }
  const dependsOn = [...new Set([...watched, `/proc/${pid}`, ...seen])];
  const facts = files.processes.read(pid);
  if (facts === undefined) return without('unreadable', `Process ${pid} does not exist: ${ASSUMED}`, dependsOn);
  if (hasHostRoot(files, pid) === false) {
    const root = files.readLink(`/proc/${pid}/root`);
    const where = root === undefined || root === '/' ? 'another root directory' : `the root directory "${root}"`;
    return without('unreadable', `Process ${pid} sees ${where}: pass that with --root; ${ASSUMED}`, dependsOn);
  }
  const note =
    containerd === 'auto' ? describeChoice({ ...choice, address: containerdAddress }) : describeStranger(facts);
  const address = choice.isOnlyOne === true ? choice.chosen?.address : containerdAddress;
  const process = { ...readable(files, facts), ...factsOfOthers(files, others), ...defined({ address }) };
  return { ...process, state: withNote(stateOf(facts), note), dependsOn };
}

/** A process that was named can be any program; undefined for one that has a name of containerd, or contains one. */
function describeStranger({ pid, argv = [], exe = '' }: ProcessFacts): string | undefined {
  const isKnown = containerdArguments(argv) !== undefined || [programWords(argv)[0] ?? '', exe].some(mayServe);
  if (isKnown) return undefined;
  const name = programName(argv) || posix.basename(exe);
  return `Process ${pid}${name === '' ? '' : `, "${name}",`} is not known to be a containerd: it is described as one because --containerd names it`;
}

/** Programs of other names contain a containerd, such as dockerd, or are builds of one. */
function mayServe(path: string): boolean {
  const name = posix.basename(path);
  const isBuild = name.includes('containerd') && !name.startsWith('containerd-shim') && !isContainerdName(name);
  return isDockerdName(path) || isBuild;
}

function readable(files: HostFiles, facts: ProcessFacts): Omit<ContainerdProcess, 'state' | 'dependsOn'> {
  const { pid, argv, environ, exe, exeDeleted, cwdDeleted, user, startTicks } = facts;
  const cwd = facts.cwd === undefined ? undefined : fromProcLink(files, facts.cwd);
  return defined({
    pid,
    argv,
    cwd: cwd === undefined || cwdDeleted ? cwd : spelledCwd(files, cwd, environ?.get('PWD')),
    cwdDeleted,
    environment: environ && defined({ path: environ.get('PATH'), ldLibraryPath: environ.get('LD_LIBRARY_PATH') }),
    exe: exe && fromProcLink(files, exe),
    exeDeleted,
    startTicks,
    user,
  });
}

/** Go's os.Getwd trusts $PWD when it is absolute and names the same directory (`os/getwd.go`). */
function spelledCwd(files: HostFiles, cwd: string, pwd: string | undefined): string {
  if (pwd === undefined || !posix.isAbsolute(pwd)) return cwd;
  const named = files.stat(pwd);
  const real = files.stat(cwd);
  if (!named.ok || !real.ok) return cwd;
  return named.stat.dev === real.stat.dev && named.stat.ino === real.stat.ino ? pwd : cwd;
}

function stateOf({ pid, environ, cwd, exe, user, errno }: ProcessFacts): SourceState {
  const source = 'containerd-process';
  const unreadable = [
    ...(environ === undefined ? [`environment (${errno.environ})`] : []),
    ...(cwd === undefined ? [`working directory (${errno.cwd})`] : []),
    ...(exe === undefined ? [`executable (${errno.exe})`] : []),
    ...(user === undefined ? [`user (${errno.user})`] : []),
  ];
  if (unreadable.length === 0) return { source, state: 'read' };
  const message = `Cannot read facts of containerd, process ${pid}: ${unreadable.join(', ')}: systemd's defaults are assumed`;
  return { source, state: 'unreadable', message };
}

function factsOfOthers(
  files: HostFiles,
  others: ContainerdChoice['others'],
): Pick<ContainerdProcess, 'otherPaths' | 'otherHandlers'> {
  if (others.length === 0) return {};
  const otherHandlers = others.flatMap((each): OtherHandlers[] => {
    const handlers = handlersOf(files, each);
    const { pid, address, belongsTo } = each;
    return handlers.length === 0 ? [] : [defined({ pid, address, belongsTo, handlers })];
  });
  const otherPaths = others.flatMap(({ path }) => path ?? []);
  return otherHandlers.length === 0 ? { otherPaths } : { otherPaths, otherHandlers };
}

function withNote(state: SourceState, note: string | undefined): SourceState {
  if (note === undefined) return state;
  return { ...state, message: joined(state.message, note) };
}

function without(state: SourceState['state'], message: string, dependsOn: readonly string[]): ContainerdProcess {
  return {
    cwdDeleted: false,
    exeDeleted: false,
    state: { source: 'containerd-process', state, message },
    dependsOn,
  };
}
