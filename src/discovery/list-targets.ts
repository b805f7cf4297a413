import { belongsTo } from '../core/containerd/belongs-to.ts';
import { parseDockerd } from '../core/docker/config/dockerd.ts';
import { engineSockets } from '../core/docker/config/sockets.ts';
import { defined } from '../model/defined.ts';
import type { Target } from '../model/host/target.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { readContainerdProcess } from '../sources/containerd/containerd-process.ts';
import { type RunningContainerd, runningContainerds, versionOf } from '../sources/containerd/running-containerds.ts';
import { chooseDockerd } from '../sources/docker/choose-dockerd.ts';
import { findNamedDockerds, type NamedDockerd } from '../sources/docker/find-dockerd.ts';
import { readDockerd } from '../sources/docker/read-dockerd.ts';
import { wellKnownSockets } from '../sources/engine/well-known-sockets.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { Trust } from '../sources/processes/trust.ts';
import { isSamePlace } from '../sources/processes/unix-sockets.ts';
import { containerdOf } from './look/containerd-of.ts';
import { namedContainerd } from './look/named-containerd.ts';

/** Every containerd and dockerd that runs on the host, and Engines at well-known sockets; the described ones first. */
export function listTargets(files: HostFiles, settings: ObserveSettings): readonly Target[] {
  const named = namedContainerd(files, settings);
  const { dockerd } = chooseDockerd(files, defined({ ...settings, named }));
  const asked = containerdOf(files, settings, dockerd, named);
  const { pid } = readContainerdProcess(files, { ...asked, containerd: settings.containerd });
  const dockerds = dockerdTargets(files, settings, dockerd.pid);
  const containerds = containerdTargets(files, asked.containerdAddress, pid);
  const engines = wellKnownSockets(files)
    .filter((socket) => !dockerds.some(({ sockets }) => sockets.some((each) => isSamePlace(files, each, socket))))
    .map((socket) => engineTarget(socket, settings.dockerSocket));
  return [...described(containerds), ...described(dockerds), ...engines];
}

function described(targets: readonly Target[]): Target[] {
  return [...targets].sort((a, b) => Number(b.described) - Number(a.described));
}

function containerdTargets(files: HostFiles, address: string, pid: number | undefined): Target[] {
  const running = runningContainerds(files, new Trust(files, [address]));
  const targets = running.map((each) => containerdTarget(files, each, each.pid === pid));
  if (pid === undefined || running.some((each) => each.pid === pid)) return targets;
  // It owns the socket under another name, or is a part of dockerd.
  const flags = ['--containerd-address', address];
  return [{ kind: 'containerd', pid, sockets: [address], described: true, believed: true, flags }, ...targets];
}

function containerdTarget(files: HostFiles, containerd: RunningContainerd, isDescribed: boolean): Target {
  const { pid, address, executable, believed, configFile, uid } = containerd;
  return defined({
    kind: 'containerd' as const,
    pid,
    sockets: [address],
    configFile,
    version: versionOf(files, pid, executable).version,
    belongsTo: containerd.belongsTo,
    uid,
    described: isDescribed,
    believed: believed || isDescribed,
    // Whether a process that is not believed serves this address is not known; its pid is what is known.
    flags: believed || isDescribed ? ['--containerd-address', address] : ['--containerd', String(pid)],
  });
}

function dockerdTargets(files: HostFiles, settings: ObserveSettings, chosen: number | undefined): Target[] {
  const { dockerSocket } = settings;
  const named = findNamedDockerds(files, dockerSocket === 'none' ? undefined : dockerSocket);
  return named.map((each) => dockerdTarget(files, each, each.process.pid === chosen));
}

function dockerdTarget(files: HostFiles, { process, believed }: NamedDockerd, isDescribed: boolean): Target {
  const { dockerd, versionSource } = readDockerd(files, {}, process, parseDockerd);
  const sockets = engineSockets(dockerd);
  const [socket] = sockets;
  return defined({
    kind: 'dockerd' as const,
    pid: process.pid,
    sockets,
    configFile: dockerd.configFile,
    version: versionSource === 'read' ? dockerd.version : undefined,
    belongsTo: belongsTo([dockerd.configFile, ...sockets, ...(process.argv ?? []), process.exe ?? '']),
    uid: process.user?.uid,
    described: isDescribed,
    believed,
    flags: socket === undefined ? [] : ['--docker-socket', socket],
  });
}

function engineTarget(socket: string, asked: string | undefined): Target {
  return {
    kind: 'engine',
    sockets: [socket],
    described: socket === asked,
    believed: true,
    flags: ['--docker-socket', socket],
  };
}
