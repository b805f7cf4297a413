import type { Dockerd, DockerdRead, DockerReading } from '../../core/docker/config/dockerd.ts';
import { containerdAddress, isContainerdKnown } from '../../core/docker/config/sockets.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import type { HostFiles } from '../host-files.ts';
import { holdsSocket, isSamePlace, socketsAt } from '../processes/unix-sockets.ts';
import { type DockerdOptions, type ParseDockerd, readDockerd } from './read-dockerd.ts';

/** The containerd that somebody named: the Docker in front of it is meant. */
export interface NamedContainerd {
  readonly pid?: number;
  readonly parent?: number;
  /** Its socket; absent where that is not known. */
  readonly address?: string;
  /** Its user, or the owner of its socket, who may also run the dockerd in front of it. */
  readonly uid?: number;
}

/** Of dockerds that run, the one that uses this containerd; undefined when none does. */
export function inFrontOf(
  files: HostFiles,
  containerd: NamedContainerd,
  readings: readonly DockerReading[],
): DockerReading | undefined {
  return readings.find(({ dockerd }) => uses(files, dockerd, containerd));
}

function uses(files: HostFiles, dockerd: Dockerd, { pid, parent, address }: NamedContainerd): boolean {
  if (dockerd.pid !== undefined && (dockerd.pid === pid || dockerd.pid === parent)) return true;
  if (dockerd.unseen !== undefined && !isContainerdKnown(dockerd)) return false;
  const used = addressOf(files, dockerd);
  if (address !== undefined && isSamePlace(files, used, address)) return true;
  const sockets = pid === undefined ? new Set<string>() : socketsAt(files, used, pidsOf(dockerd));
  return pid !== undefined && holdsSocket(files, pid, sockets) === true;
}

function addressOf(files: HostFiles, dockerd: Dockerd): string {
  return containerdAddress(dockerd, (path) => files.stat(path).ok);
}

function pidsOf({ pid }: Dockerd): number[] {
  return pid === undefined ? [] : [pid];
}

/**
 * What is known of Docker where no dockerd is seen to use the containerd: no file of another Docker counts, and no Engine is
 * asked. Where a configuration cannot be read, one of them may use it after all.
 */
export function readNoneInFront(
  files: HostFiles,
  { dockerVersion }: DockerdOptions,
  { pid, address }: NamedContainerd,
  { readings, parse }: { readonly readings: readonly DockerReading[]; readonly parse: ParseDockerd },
): DockerReading {
  const which = address === undefined ? `the containerd with pid ${pid}` : `the containerd at "${address}"`;
  const doubted = readings.find(({ dockerd }) => !isContainerdKnown(dockerd))?.dockerd;
  const { why, noEngine, state } = doubted === undefined ? noneUses(files, which, readings) : mayUse(doubted, which);
  const options = dockerVersion === undefined ? {} : { dockerVersion };
  const reading = readDockerd(files, options, undefined, (read) => parse({ ...read, bytes: undefined, ...why }));
  const dependsOn = [...reading.dependsOn, ...readings.flatMap((each) => each.dependsOn)];
  return { ...reading, present: false, noEngine, states: [state], dependsOn };
}

/** What is said of Docker, and why its configuration is not known. */
interface NoneInFront {
  readonly why: Partial<Pick<DockerdRead, 'errno' | 'unseen'>>;
  readonly noEngine: string;
  readonly state: SourceState;
}

function noneUses(files: HostFiles, which: string, readings: readonly DockerReading[]): NoneInFront {
  const others = readings.map(
    ({ dockerd }) => `the dockerd with pid ${dockerd.pid} uses "${addressOf(files, dockerd)}"`,
  );
  const message = `No running dockerd uses ${which}, so shimdex reads no daemon.json: ${others.join(', ')}`;
  const state = { source: 'docker-config', state: 'absent', message } as const;
  return { why: {}, noEngine: 'No running dockerd uses this containerd', state };
}

function mayUse({ pid }: Dockerd, which: string): NoneInFront {
  const unseen = `It is not known whether the dockerd with pid ${pid} uses ${which}, because its configuration cannot be read`;
  const message = `${unseen}: name its daemon.json with --docker-config`;
  const state = { source: 'docker-config', state: 'unreadable', message } as const;
  return { why: { errno: 'ESRCH', unseen }, noEngine: unseen, state };
}
