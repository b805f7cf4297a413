import { type DockerReading, parseDockerd } from '../../core/docker/config/dockerd.ts';
import { engineSockets, systemSocket } from '../../core/docker/config/sockets.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import { joined } from '../../model/joined.ts';
import type { HostFiles } from '../host-files.ts';
import type { ProcessFacts } from '../processes/process-table.ts';
import { programName } from '../processes/program-words.ts';
import { holdsSocket, isSamePlace, socketsAt } from '../processes/unix-sockets.ts';
import { bondOf } from './engine-bond.ts';
import { findDockerds, findListener } from './find-dockerd.ts';
import { findConfigs } from './found-configs.ts';
import { inFrontOf, type NamedContainerd, readNoneInFront } from './in-front.ts';
import { type DockerdOptions, type ParseDockerd, readDockerd } from './read-dockerd.ts';

/** What decides which dockerd is meant, in addition to what is given about it. */
export interface ChoiceOptions extends DockerdOptions {
  /** Socket of the Engine that is meant, or `none`. */
  readonly dockerSocket?: string;
  /** The containerd that was named. */
  readonly named?: NamedContainerd;
}

/**
 * Reads the dockerd that is meant: the one behind the given socket, else the one in front of the containerd that was named,
 * else the one of the pid file or with the lowest pid.
 * If several run and none of them is behind that socket, the configuration of the one behind it stays unknown.
 */
export function chooseDockerd(
  files: HostFiles,
  options: ChoiceOptions,
  parse: ParseDockerd = parseDockerd,
): DockerReading {
  const reading = chosen(files, options, parse);
  const bond = bondOf(files, reading.dockerd, options);
  const states = bond === 'hidden' ? reading.states.map(assumedUnseen) : reading.states;
  return { ...reading, states, bond, foundConfigs: findConfigs(files) };
}

const unseen =
  'The processes of other users are hidden: if a dockerd runs, it is assumed that it has the usual flags and serves the socket of the Engine; run shimdex as root to see it';

/** What is known of a dockerd that cannot be seen. */
function assumedUnseen(state: SourceState): SourceState {
  if (state.source !== 'docker-config') return state;
  const isRead = state.state === 'read' || state.state === 'absent';
  return { ...state, state: isRead ? 'assumed' : state.state, message: joined(state.message, unseen) };
}

function chosen(files: HostFiles, options: ChoiceOptions, parse: ParseDockerd): DockerReading {
  const { dockerSocket } = options;
  const isNamed = dockerSocket !== undefined && dockerSocket !== 'none';
  const running = findDockerds(files, isNamed ? dockerSocket : undefined, options.named?.uid);
  if (running.length === 0) {
    return withListener(files, isNamed ? dockerSocket : systemSocket, readDockerd(files, options, undefined, parse));
  }
  if (!isNamed) return inFront(files, options, running, parse);
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

function inFront(
  files: HostFiles,
  options: ChoiceOptions,
  running: readonly ProcessFacts[],
  parse: ParseDockerd,
): DockerReading {
  const { named, dockerConfig, dockerdFlags } = options;
  if (named === undefined) return readDockerd(files, options, running[0], parse);
  const readings = running.map((each) => readDockerd(files, options, each, parse));
  const found = inFrontOf(files, named, readings);
  if (found !== undefined) return found;
  // Who gives its file or its flags says which Docker is meant.
  const isGiven = dockerConfig !== undefined || dockerdFlags !== undefined;
  const [first] = readings;
  return isGiven && first !== undefined ? first : readNoneInFront(files, options, named, { readings, parse });
}

/** Names the program that listens at the Engine's socket where no dockerd is known. */
function withListener(files: HostFiles, socket: string, reading: DockerReading): DockerReading {
  const listener = findListener(files, socket);
  if (listener === undefined) return reading;
  const name = programName(listener.argv ?? []);
  const message = `"${socket}" belongs to process ${listener.pid}, "${name}", which is not known to be a dockerd: its command line is not read; name its daemon.json with --docker-config`;
  const states = reading.states.map((state) =>
    state.source === 'docker-config' ? { ...state, message: joined(state.message, message) } : state,
  );
  return { ...reading, states, dependsOn: [...reading.dependsOn, `/proc/${listener.pid}`] };
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
