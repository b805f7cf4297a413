import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { DaemonService, StopsWith } from '../../model/host/daemon-service.ts';
import type { Setting, SystemdService } from '../../model/host/systemd.ts';
import type { HostFiles } from '../host-files.ts';
import type { KnownServices } from './known-services.ts';

/** The service that a process runs in, and the files that were read for it. */
export interface DaemonServiceReading {
  readonly service?: DaemonService;
  readonly dependsOn: readonly string[];
}

/** Programs whose service is the one of a containerd or dockerd. */
const daemons = /containerd|dockerd|docker-current|k3s|rke2|k0s|microk8s|kubelite|balena|moby/;

/**
 * Reads the service of systemd that a daemon runs in, by its control group. A daemon that was started in another way has
 * none, also where it runs in the service of a login or of another program.
 */
export function readDaemonService(
  files: HostFiles,
  services: KnownServices,
  pid: number | undefined,
): DaemonServiceReading {
  const name = pid === undefined ? undefined : unitOf(files, pid);
  if (name === undefined) return { dependsOn: [] };
  const unit = services.read(name);
  // The process is the daemon, so a unit that shimdex may not read is its unit.
  if (unit.deniedInUnit !== undefined && unit.commands.length === 0) {
    return { service: serviceOf(unit), dependsOn: unit.dependsOn };
  }
  if (unit.fragment === undefined || !unit.commands.some(({ path }) => daemons.test(posix.basename(path)))) {
    return { dependsOn: unit.dependsOn };
  }
  return { service: serviceOf(unit), dependsOn: unit.dependsOn };
}

function serviceOf(unit: SystemdService): DaemonService {
  const { id, killMode, bindsTo, partOf, requires, deniedInUnit } = unit;
  const stopsWith = [...stops('BindsTo', bindsTo), ...stops('Requires', requires), ...stops('PartOf', partOf)];
  return defined({ unit: id, killMode, stopsWith, denied: deniedInUnit });
}

function stops(setting: StopsWith['setting'], units: readonly Setting<string>[]): StopsWith[] {
  return units.map(({ value, from }) => defined({ setting, unit: value, from }));
}

/** Longest list of control groups that is read, in bytes. */
const longest = 64 * 1024;

/**
 * The innermost service in the control group of a process, in version 2 or in systemd's own hierarchy of version 1.
 *
 * Source: cgroups(7), `/proc/PID/cgroup`.
 */
function unitOf(files: HostFiles, pid: number): string | undefined {
  const read = files.readFile(`/proc/${pid}/cgroup`, longest);
  if (!read.ok) return undefined;
  const lines = read.bytes.toString('utf8').split('\n');
  const group = lines.find((line) => /^\d+:name=systemd:/.test(line)) ?? lines.find((line) => line.startsWith('0::'));
  const parts = group?.split(':').slice(2).join(':').split('/') ?? [];
  return parts.findLast((part) => /^[\w:.@\\-]{1,255}\.service$/.test(part));
}
