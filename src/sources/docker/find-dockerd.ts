import { posix } from 'node:path';
import type { HostFiles } from '../host-files.ts';
import { fromProcLink, hasHostRoot } from '../processes/process-root.ts';
import { type ProcessFacts, ProcessTable } from '../processes/process-table.ts';

/** Where the daemon of the system leaves its pid: moby `daemon/config/config_linux.go`. */
export const dockerdPidFile = '/var/run/docker.pid';

/** Places that distributions and Docker's own packages put dockerd in. */
const usualPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Where dockerd is looked for when none runs. */
export const dockerdExecutables: readonly string[] = usualPath.map((directory) => `${directory}/dockerd`);

/** Every dockerd of this host that runs: the one of the pid file first, then by their pids. */
export function findDockerds(files: HostFiles): readonly ProcessFacts[] {
  const processes = new ProcessTable(files);
  const noted = pidOf(files);
  return processes
    .pids()
    .filter((pid) => isDockerd(files, processes, pid))
    .sort((a, b) => Number(b === noted) - Number(a === noted))
    .flatMap((pid) => processes.read(pid) ?? []);
}

/** The dockerd that would run if it were started. */
export function findDockerdExecutable(files: HostFiles): string | undefined {
  return dockerdExecutables.find((path) => {
    const found = files.stat(path);
    return found.ok && found.stat.isFile();
  });
}

function isDockerd(files: HostFiles, processes: ProcessTable, pid: number): boolean {
  const [program] = processes.argv(pid) ?? [];
  // Kernel threads and zombies have no arguments.
  if (program === undefined) return false;
  // Its name can be another (`docker daemon` by a wrapper), and its executable can be closed to us: either will do.
  const named = posix.basename(program) === 'dockerd' || executableName(files, pid) === 'dockerd';
  // One in a container or a chroot reads another host's files.
  return named && hasHostRoot(files, pid) !== false;
}

function executableName(files: HostFiles, pid: number): string | undefined {
  const exe = files.readLink(`/proc/${pid}/exe`);
  return exe === undefined ? undefined : posix.basename(fromProcLink(files, exe)).replace(/ \(deleted\)$/, '');
}

function pidOf(files: HostFiles): number | undefined {
  const read = files.readFile(dockerdPidFile, 64);
  const text = read.ok ? read.bytes.toString('latin1').trim() : '';
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
