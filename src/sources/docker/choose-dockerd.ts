import { type DockerReading, parseDockerd } from '../../core/docker/config/dockerd.ts';
import { engineSockets } from '../../core/docker/config/sockets.ts';
import type { HostFiles } from '../host-files.ts';
import type { ProcessFacts } from '../processes/process-table.ts';
import { holdsSocket, isSamePlace, socketsAt } from '../processes/unix-sockets.ts';
import { bondOf } from './engine-bond.ts';
import { findDockerds } from './find-dockerd.ts';
import { findConfigs } from './found-configs.ts';
import { type DockerdOptions, type ParseDockerd, readDockerd } from './read-dockerd.ts';

/** What decides which dockerd is meant, in addition to what is given about it. */
export interface ChoiceOptions extends DockerdOptions {
  /** Socket of the Engine that is meant, or `none`. */
  readonly dockerSocket?: string;
}

/**
 * Reads the dockerd that is meant: the one behind the given socket, else the one of the pid file or with the lowest pid.
 * If several run and none of them is behind that socket, the configuration of the one behind it stays unknown.
 */
export function chooseDockerd(
  files: HostFiles,
  options: ChoiceOptions,
  parse: ParseDockerd = parseDockerd,
): DockerReading {
  const reading = chosen(files, options, parse);
  return { ...reading, bond: bondOf(files, reading.dockerd, options), foundConfigs: findConfigs(files) };
}

function chosen(files: HostFiles, options: ChoiceOptions, parse: ParseDockerd): DockerReading {
  const running = findDockerds(files);
  const { dockerSocket } = options;
  if (dockerSocket === undefined || dockerSocket === 'none' || running.length === 0) {
    return readDockerd(files, options, running[0], parse);
  }
  const sockets = socketsAt(
    files,
    dockerSocket,
    running.map(({ pid }) => pid),
  );
  const owner = running.find(({ pid }) => holdsSocket(files, pid, sockets));
  if (owner !== undefined) return readDockerd(files, options, owner, parse);
  const listens = ({ dockerd }: DockerReading) =>
    engineSockets(dockerd).some((socket) => isSamePlace(files, socket, dockerSocket));
  const readings = running.map((each) => readDockerd(files, options, each, parse));
  return readings.find(listens) ?? readUnseen(files, { ...options, dockerSocket }, running, parse);
}

/** A dockerd that is not among the running ones: only a given file can be its configuration. */
function readUnseen(
  files: HostFiles,
  options: ChoiceOptions & { readonly dockerSocket: string },
  others: readonly ProcessFacts[],
  parse: ParseDockerd,
): DockerReading {
  const isGiven = options.dockerConfig !== undefined;
  const withoutFile: ParseDockerd = (read) => parse({ ...read, bytes: undefined, errno: 'ESRCH' });
  // The unit starts another one.
  const { unit: _, ...given } = options;
  const reading = readDockerd(files, given, undefined, isGiven ? parse : withoutFile);
  const dependsOn = [...reading.dependsOn, ...others.map(({ pid }) => `/proc/${pid}`)];
  if (isGiven) return { ...reading, dependsOn };
  const message = `No dockerd that was seen listens at "${options.dockerSocket}": name the daemon.json of the one that does with --docker-config`;
  return { ...reading, states: [{ source: 'docker-config', state: 'absent', message }], dependsOn };
}
