import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { DaemonFiles, RunningProgram, StartFault } from '../../model/host/daemon-files.ts';
import type { DaemonServices } from '../../model/host/daemon-service.ts';
import type { DockerFacts } from '../../model/host/docker-facts.ts';
import { findDockerdExecutable } from '../../sources/docker/find-dockerd.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { areProcessesHidden } from '../../sources/processes/hidden.ts';
import { fromProcLink } from '../../sources/processes/process-root.ts';
import type { ProcessFacts } from '../../sources/processes/process-table.ts';
import { fileState, inodesOnce, runningFile } from '../../sources/running/running-file.ts';
import type { DaemonUnitReading } from '../../sources/systemd/daemon-unit.ts';
import type { DaemonUnits } from '../../sources/systemd/daemon-units.ts';
import { loadedUnit } from '../look/containerd-service.ts';

/** What is known of the daemons themselves. */
export interface KnownDaemons {
  readonly containerd: ContainerdFacts;
  readonly dockerd: Pick<DockerFacts, 'pid'> & { readonly present: boolean };
  /** The services that they run in. */
  readonly services: DaemonServices;
}

/** The daemons of the host, with the files that they are started from. */
export function daemonFiles(
  files: HostFiles,
  units: DaemonUnits,
  { containerd, dockerd, services }: KnownDaemons,
): readonly DaemonFiles[] {
  const found: DaemonFiles[] = [];
  const ofContainerd = units.containerd();
  if (containerd.isMissing !== true || loadedUnit(ofContainerd)?.unitFile !== undefined) {
    const installed = containerd.executableDirectory && posix.join(containerd.executableDirectory, 'containerd');
    const service = services.containerd?.unit;
    const known = { daemon: 'containerd', pid: containerd.pid, installed, reading: ofContainerd, service } as const;
    found.push(daemon(files, known, containerd.user.uid));
  }
  if (dockerd.present) {
    const reading = units.docker();
    const installed = findDockerdExecutable(files, loadedUnit(reading));
    const service = services.dockerd?.unit;
    found.push(daemon(files, { daemon: 'dockerd', pid: dockerd.pid, installed, reading, service }, 0));
  }
  return found;
}

interface Known {
  readonly daemon: DaemonFiles['daemon'];
  readonly pid: number | undefined;
  /** Where its program is when it does not run. */
  readonly installed: string | undefined;
  readonly reading: DaemonUnitReading;
  /** The unit that it runs in. */
  readonly service: string | undefined;
}

/** A process of another user than root is not the one of the unit. */
function daemon(files: HostFiles, known: Known, assumedUid: number): DaemonFiles {
  const { daemon: name, pid, installed, reading } = known;
  const unit = loadedUnit(reading);
  const process = pid === undefined ? undefined : files.processes.read(pid);
  const uid = process?.user?.uid ?? assumedUid;
  const exe = process?.exe === undefined ? undefined : fromProcLink(files, process.exe);
  const program = exe ?? (unit?.program?.startsWith('/') ? unit.program : installed);
  const running = process === undefined ? undefined : runningProgram(files, process, unit?.argv?.[0]);
  const own = uid === 0 ? unit : undefined;
  const { files: unitFiles = [], refusedLines = [] } = own ?? {};
  const faulty = startFaultsOf(files, known);
  return defined({
    daemon: name,
    program,
    uid,
    unit: own?.name ?? faulty?.name,
    unitFiles,
    refusedLines,
    startFaults: faulty?.faults ?? [],
    running,
  });
}

/** Why systemd could not start the unit of a daemon, unless the daemon runs, or may run, from another one. */
function startFaultsOf(
  files: HostFiles,
  { reading, pid, service }: Known,
): { readonly name: string; readonly faults: readonly StartFault[] } | undefined {
  const { name, faults } = faultsIn(reading);
  const isUsed = pid === undefined ? !areProcessesHidden(files) : service === name;
  return name !== undefined && isUsed ? { name, faults } : undefined;
}

function faultsIn(reading: DaemonUnitReading): { readonly name?: string; readonly faults: readonly StartFault[] } {
  if (reading.kind === 'broken' && reading.refused !== undefined) {
    return { name: reading.refused.name, faults: [reading.refused.fault] };
  }
  const unit = loadedUnit(reading);
  return unit === undefined ? { faults: [] } : { name: unit.name, faults: unit.startFaults };
}

/** The next start executes the file of the unit, else the one at the path that the daemon was started from. */
function runningProgram(files: HostFiles, process: ProcessFacts, named = ''): RunningProgram | undefined {
  const isOfUnit = named.startsWith('/') && process.argv?.[0] === named;
  const { path, open, ...file } = runningFile(files, process.pid, isOfUnit ? named : '');
  if (path === undefined) return undefined;
  return defined({ pid: process.pid, path, file: fileState(file, inodesOnce(files)(path)), open });
}
