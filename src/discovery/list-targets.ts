import { belongsTo } from '../core/containerd/belongs-to.ts';
import { parseDockerd } from '../core/docker/config/dockerd.ts';
import { engineSockets } from '../core/docker/config/sockets.ts';
import { defined } from '../model/defined.ts';
import type { Target } from '../model/host/target.ts';
import type { SourceState } from '../model/inventory/source.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { readContainerdProcess } from '../sources/containerd/containerd-process.ts';
import { type RunningContainerd, runningContainerds, versionOf } from '../sources/containerd/running-containerds.ts';
import { chooseDockerd } from '../sources/docker/choose-dockerd.ts';
import { findNamedDockerds, type NamedDockerd } from '../sources/docker/find-dockerd.ts';
import { readDockerd } from '../sources/docker/read-dockerd.ts';
import { wellKnownSockets } from '../sources/engine/well-known-sockets.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { areProcessesHidden } from '../sources/processes/hidden.ts';
import { Trust } from '../sources/processes/trust.ts';
import { isSamePlace } from '../sources/processes/unix-sockets.ts';
import { containerdOf } from './look/containerd-of.ts';
import { namedContainerd } from './look/named-containerd.ts';
import { targetSources, type Unread } from './target-sources.ts';

/** What runs on a host, and what of it could not be read. */
interface FoundTargets {
  readonly targets: readonly Target[];
  readonly sources: readonly SourceState[];
}

/** A target, and why something about it is not known. */
interface Found {
  readonly target: Target;
  readonly unread: readonly Unread[];
}

/** Every containerd and dockerd that runs on the host, and Engines at well-known sockets; the described ones first. */
export function listTargets(files: HostFiles, settings: ObserveSettings): FoundTargets {
  const named = namedContainerd(files, settings);
  const { dockerd } = chooseDockerd(files, defined({ ...settings, named }));
  const asked = containerdOf(files, settings, dockerd, named);
  const { pid } = readContainerdProcess(files, asked);
  const dockerds = dockerdTargets(files, settings, dockerd.pid);
  const containerds = containerdTargets(files, asked.containerdAddress, pid);
  const engines = wellKnownSockets(files)
    .filter((socket) => !dockerds.some(({ target }) => target.sockets.some((each) => isSamePlace(files, each, socket))))
    .map((socket) => engineTarget(socket, settings.dockerSocket));
  const unread = [...containerds, ...dockerds].flatMap((found) => found.unread);
  return {
    targets: [...described(containerds), ...described(dockerds), ...engines],
    sources: targetSources(unread, areProcessesHidden(files)),
  };
}

function described(found: readonly Found[]): Target[] {
  return found.map(({ target }) => target).sort((a, b) => Number(b.described) - Number(a.described));
}

function containerdTargets(files: HostFiles, address: string, pid: number | undefined): Found[] {
  const running = runningContainerds(files, new Trust(files, [address]));
  const targets = running.map((each) => containerdTarget(files, each, each.pid === pid));
  if (pid === undefined || running.some((each) => each.pid === pid)) return targets;
  // It owns the socket under another name, or is a part of dockerd.
  const flags = ['--containerd-address', address];
  const target: Target = { kind: 'containerd', pid, sockets: [address], described: true, believed: true, flags };
  return [{ target, unread: [] }, ...targets];
}

function containerdTarget(files: HostFiles, containerd: RunningContainerd, isDescribed: boolean): Found {
  const { pid, address, executable, believed, configFile, uid, unread } = containerd;
  const isNamed = unread === undefined && (believed || isDescribed);
  const target = defined({
    kind: 'containerd' as const,
    pid,
    sockets: unread === undefined ? [address] : [],
    configFile,
    version: versionOf(files, pid, executable).version,
    belongsTo: containerd.belongsTo,
    uid,
    described: isDescribed,
    believed: believed || isDescribed,
    // We do not know whether an untrusted process serves this address, so its pid is shown instead.
    flags: isNamed ? ['--containerd-address', address] : ['--containerd', String(pid)],
  });
  return { target, unread: unread === undefined ? [] : [{ source: 'containerd-config', message: unread }] };
}

function dockerdTargets(files: HostFiles, settings: ObserveSettings, chosen: number | undefined): Found[] {
  const { dockerSocket } = settings;
  const named = findNamedDockerds(files, dockerSocket === 'none' ? undefined : dockerSocket);
  return named.map((each) => dockerdTarget(files, each, each.process.pid === chosen));
}

function dockerdTarget(files: HostFiles, { process, believed }: NamedDockerd, isDescribed: boolean): Found {
  const { dockerd, versionSource, states } = readDockerd(files, {}, process, parseDockerd);
  const sockets = engineSockets(dockerd);
  const [socket] = sockets;
  const target = defined({
    kind: 'dockerd' as const,
    pid: process.pid,
    sockets,
    configFile: dockerd.unseen === undefined ? dockerd.configFile : undefined,
    version: versionSource === 'read' ? dockerd.version : undefined,
    belongsTo: belongsTo([dockerd.configFile, ...sockets, ...(process.argv ?? []), process.exe ?? '']),
    uid: process.user?.uid,
    described: isDescribed,
    believed,
    flags: socket === undefined ? [] : ['--docker-socket', socket],
  });
  const unread = states.filter(({ state }) => state === 'unreadable');
  return { target, unread: unread.map(({ source, message = '' }) => ({ source, message })) };
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
