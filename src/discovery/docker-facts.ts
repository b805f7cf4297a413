import { underEngine } from '../core/docker/in-force.ts';
import { engineSockets } from '../core/docker/sockets.ts';
import { type DockerInput, evaluateDocker } from '../core/docker/start.ts';
import { parseVersion } from '../core/version.ts';
import type { DockerFacts, EngineFacts } from '../model/observation.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import type { DockerdReading } from '../sources/docker/dockerd-reading.ts';
import type { EngineTarget } from '../sources/engine/socket.ts';
import type { Reading } from '../sources/reading.ts';
import type { LastGood, Told } from './last-good.ts';

/** Where the running Engine is asked: where it was said to be, else where dockerd says it listens. */
export function engineTarget(dockerd: DockerdReading, { dockerSocket }: ObserveSettings): EngineTarget {
  if (dockerSocket === 'none') return { message: 'Not asked, by --docker-socket none' };
  const { pid } = dockerd;
  const socket = dockerSocket ?? engineSockets(dockerd)[0];
  if (socket === undefined) return { message: 'dockerd listens on no unix socket; name one with --docker-socket' };
  return { socket, ...(pid === undefined ? {} : { pid }) };
}

/** What is to be said of Docker: by its configuration, and where the running Engine was heard, by what it says. */
export function dockerFacts(
  { facts: reading, states }: Reading<DockerdReading>,
  engine: EngineFacts | undefined,
  lastGood: LastGood,
): Told<DockerFacts> {
  const { bytes, errno, runtimeDirectory, cwd, ...read } = reading;
  const facts = { ...read, ...runningVersion(read, engine) };
  const input: DockerInput = {
    configFile: facts.configFile,
    explicit: facts.configFileExplicit,
    bytes,
    ...(errno === undefined ? {} : { errno }),
    flags: facts.flags,
    version: facts.version,
  };
  const onDisk = evaluateDocker(input);
  const good = lastGood.docker({ facts: { ...facts, runtimes: onDisk }, states });
  if (engine === undefined) return good;
  const isKnown = bytes !== undefined || knownErrors.has(errno ?? 'ENOENT');
  const config = isKnown && readsConfig(engine) ? { input, onDisk } : undefined;
  return { facts: underEngine(good.facts, engine, config), states: good.states };
}

/** Errors that dockerd would meet as well; any other is ours alone, and leaves its configuration unknown. */
const knownErrors: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR']);

/** What speaks Docker's API and is none (Podman) has versions of its own, and no daemon.json. */
function readsConfig({ version }: EngineFacts): boolean {
  const release = parseVersion(version);
  return release === undefined || release.major >= oldestDocker;
}

/** The first release that was called by its year. */
const oldestDocker = 17;

/** What runs knows its version better than its file does; one of a build without a version says nothing. */
function runningVersion(
  { versionSource }: Pick<DockerFacts, 'versionSource'>,
  engine: EngineFacts | undefined,
): Pick<DockerFacts, 'version' | 'versionSource'> | undefined {
  if (engine === undefined || versionSource === 'given') return undefined;
  if (parseVersion(engine.version) === undefined || !readsConfig(engine)) return undefined;
  return { version: engine.version, versionSource: 'read' };
}
