import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { DaemonFiles, RunningProgram } from '../../model/host/daemon-files.ts';
import type { DockerFacts } from '../../model/host/docker-facts.ts';
import { findDockerdExecutable } from '../../sources/docker/find-dockerd.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { fromProcLink } from '../../sources/processes/process-root.ts';
import type { ProcessFacts } from '../../sources/processes/process-table.ts';
import { fileState, inodesOnce, runningFile } from '../../sources/running/running-file.ts';
import type { DaemonUnit, DaemonUnits } from '../../sources/systemd/daemon-units.ts';
import { loadedUnit } from '../look/containerd-service.ts';

/** The daemons of the host, with the files that they are started from. */
export function daemonFiles(
  files: HostFiles,
  units: DaemonUnits,
  containerd: ContainerdFacts,
  dockerd: Pick<DockerFacts, 'pid'> & { readonly present: boolean },
): readonly DaemonFiles[] {
  const found: DaemonFiles[] = [];
  if (containerd.isMissing !== true) {
    const installed = containerd.executableDirectory && posix.join(containerd.executableDirectory, 'containerd');
    const unit = loadedUnit(units.containerd());
    found.push(daemon(files, { daemon: 'containerd', pid: containerd.pid, installed, unit }, containerd.user.uid));
  }
  if (dockerd.present) {
    const unit = loadedUnit(units.docker());
    const installed = findDockerdExecutable(files, unit);
    found.push(daemon(files, { daemon: 'dockerd', pid: dockerd.pid, installed, unit }, 0));
  }
  return found;
}

interface Known {
  readonly daemon: DaemonFiles['daemon'];
  readonly pid: number | undefined;
  /** Where its program is when it does not run. */
  readonly installed: string | undefined;
  readonly unit: DaemonUnit | undefined;
}

/** A process of another user than root is not the one of the unit. */
function daemon(files: HostFiles, { daemon: name, pid, installed, unit }: Known, assumedUid: number): DaemonFiles {
  const process = pid === undefined ? undefined : files.processes.read(pid);
  const uid = process?.user?.uid ?? assumedUid;
  const named = unit?.argv?.[0];
  const exe = process?.exe === undefined ? undefined : fromProcLink(files, process.exe);
  const program = exe ?? (unit?.program?.startsWith('/') ? unit.program : installed);
  const running = process === undefined ? undefined : runningProgram(files, process, named);
  const own = uid === 0 ? unit : undefined;
  const { files: unitFiles = [], refusedLines = [] } = own ?? {};
  return defined({ daemon: name, program, uid, unit: own?.name, unitFiles, refusedLines, running });
}

/** The next start executes the file of the unit, else the one at the path that the daemon was started from. */
function runningProgram(files: HostFiles, process: ProcessFacts, named = ''): RunningProgram | undefined {
  const isOfUnit = named.startsWith('/') && process.argv?.[0] === named;
  const { path, open, ...file } = runningFile(files, process.pid, isOfUnit ? named : '');
  if (path === undefined) return undefined;
  return defined({ pid: process.pid, path, file: fileState(file, inodesOnce(files)(path)), open });
}
