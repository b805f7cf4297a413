import { newestDocker } from '../core/docker/release.ts';
import { engineSockets } from '../core/docker/sockets.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import type { DockerdReading } from '../sources/docker/dockerd-reading.ts';
import { findDockerds } from '../sources/docker/find-dockerd.ts';
import { type DockerdOptions, readDockerd } from '../sources/docker/read-dockerd.ts';
import type { HostFiles } from '../sources/host-files.ts';
import type { ProcessFacts } from '../sources/processes/process-table.ts';
import { holdsSocket, isSamePlace, socketsAt } from '../sources/processes/unix-sockets.ts';
import type { Reading } from '../sources/reading.ts';

/**
 * Reads the dockerd that is meant: the one behind the socket that was named, else the one of the pid file or with the
 * lowest pid. Where some run and none is behind that socket, what configures the one that is stays unknown.
 */
export function readDocker(files: HostFiles, settings: ObserveSettings): Reading<DockerdReading> {
  const options = { ...settings, assumedDockerVersion: newestDocker };
  const running = findDockerds(files);
  const { dockerSocket } = settings;
  if (dockerSocket === undefined || dockerSocket === 'none' || running.length === 0) {
    return readDockerd(files, options, running[0]);
  }
  const sockets = socketsAt(
    files,
    dockerSocket,
    running.map(({ pid }) => pid),
  );
  const owner = running.find(({ pid }) => holdsSocket(files, pid, sockets));
  if (owner !== undefined) return readDockerd(files, options, owner);
  const listens = ({ facts }: Reading<DockerdReading>) =>
    engineSockets(facts).some((socket) => isSamePlace(files, socket, dockerSocket));
  const readings = running.map((each) => readDockerd(files, options, each));
  return readings.find(listens) ?? unseen(files, options, dockerSocket, running);
}

function unseen(
  files: HostFiles,
  options: DockerdOptions,
  socket: string,
  others: readonly ProcessFacts[],
): Reading<DockerdReading> {
  const { facts, states, dependsOn } = readDockerd(files, options, undefined);
  const watched = [...dependsOn, ...others.map(({ pid }) => `/proc/${pid}`)];
  if (options.dockerConfig !== undefined) return { facts, states, dependsOn: watched };
  const { bytes: _, ...unread } = facts;
  const message = `No dockerd that was seen listens at "${socket}": name the daemon.json of the one that does with --docker-config`;
  return {
    facts: { ...unread, errno: 'ESRCH' },
    states: [{ source: 'docker-config', state: 'absent', message }],
    dependsOn: watched,
  };
}
