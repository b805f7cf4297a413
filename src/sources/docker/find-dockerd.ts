import { systemSocket } from '../../core/docker/config/sockets.ts';
import type { HostFiles } from '../host-files.ts';
import { hasHostRoot } from '../processes/process-root.ts';
import type { ProcessFacts, ProcessTable } from '../processes/process-table.ts';
import { Trust } from '../processes/trust.ts';
import { holdsSocket, socketsAt } from '../processes/unix-sockets.ts';
import type { DaemonUnit } from '../systemd/daemon-unit.ts';
import { dockerdArguments } from './dockerd-program.ts';

/** Where the daemon of the system leaves its pid: moby `daemon/config/config_linux.go`. */
export const dockerdPidFile = '/var/run/docker.pid';

/** Places that distributions and Docker's own packages put dockerd in. */
const usualPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where dockerd is looked for when none runs. */
export const dockerdExecutables: readonly string[] = usualPath.map((directory) => `${directory}/dockerd`);

/** A process that has the name of dockerd. */
export interface NamedDockerd {
  readonly process: ProcessFacts;
  /** It is root's, the asker's, or known by the pid file or a socket; any user can start one that only has the name. */
  readonly believed: boolean;
}

/**
 * Every dockerd of this host that runs and is believed: the one of the pid file first, then by their pids. `socket` is the
 * Engine's socket that was named, if any, and `uid` the user of a containerd that was named. Its arguments begin at its own
 * name.
 */
export function findDockerds(files: HostFiles, socket?: string, uid?: number): readonly ProcessFacts[] {
  const isOfUser = ({ user }: ProcessFacts) => uid !== undefined && user?.uid === uid;
  return findNamedDockerds(files, socket).flatMap(({ process, believed }) =>
    believed || isOfUser(process) ? [process] : [],
  );
}

/** The same with the ones that are not believed. */
export function findNamedDockerds(files: HostFiles, socket?: string): readonly NamedDockerd[] {
  const { processes } = files;
  const noted = pidOf(files);
  const trust = new Trust(files, socket === undefined ? [] : [socket]);
  const system = socketsAt(files, systemSocket);
  const listens = (pid: number) =>
    holdsSocket(files, pid, system) ||
    (socket !== undefined && holdsSocket(files, pid, socketsAt(files, socket, [pid])));
  const believes = (pid: number) => pid === noted || trust.believes(processes, pid) || listens(pid) === true;
  return processes
    .find('dockerd', (pid) => named(files, processes, pid))
    .sort((a, b) => Number(b.pid === noted) - Number(a.pid === noted))
    .map((process) => ({ process, believed: believes(process.pid) }));
}

/** The dockerd that would run if it were started: the program of its unit, else an installed one. */
export function findDockerdExecutable(files: HostFiles, unit: DaemonUnit | undefined): string | undefined {
  const paths = unit?.program === undefined ? dockerdExecutables : [unit.program];
  return paths.find((path) => {
    const found = path.startsWith('/') ? files.stat(path) : undefined;
    return found?.ok === true && found.stat.isFile();
  });
}

/** The process that listens at a socket, whatever its name; systemd holds sockets for others. */
export function findListener(files: HostFiles, socket: string): ProcessFacts | undefined {
  const sockets = socketsAt(files, socket);
  if (sockets.size === 0) return undefined;
  const { processes } = files;
  const pid = processes.pids().find((each) => each !== 1 && holdsSocket(files, each, sockets));
  return pid === undefined ? undefined : processes.read(pid);
}

function named(files: HostFiles, processes: ProcessTable, pid: number): ProcessFacts | undefined {
  const argv = processes.argv(pid) ?? [];
  // Kernel threads and zombies have no arguments.
  if (argv.length === 0) return undefined;
  const words = dockerdArguments(argv, processes.executableName(pid));
  // One in a container or a chroot reads another host's files.
  if (words === undefined || hasHostRoot(files, pid) === false) return undefined;
  const facts = processes.read(pid);
  return facts && { ...facts, argv: words };
}

function pidOf(files: HostFiles): number | undefined {
  const read = files.readFile(dockerdPidFile, 64);
  const text = read.ok ? read.bytes.toString('latin1').trim() : '';
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
