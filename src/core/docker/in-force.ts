import { defined } from '../../model/defined.ts';
import type { DockerFacts, DockerRuntimes, EngineFacts } from '../../model/observation.ts';
import type { SourceState } from '../../model/source.ts';
import { parseVersion } from '../version.ts';
import { atRelease, type Dockerd, type DockerReading } from './config/dockerd.ts';
import { dataRootOf, emptyDocument, textSetting } from './config/document.ts';
import { foretell } from './drift.ts';
import { type KeptConfig, keepLastGood } from './last-good.ts';
import { runningRuntimes } from './running-runtimes.ts';
import { evaluateDocker } from './start.ts';

/** The facts about Docker, what they were made of, and what the next ones may fall back to. */
export interface DockerInForce {
  readonly reading: DockerReading;
  readonly engine: EngineFacts | undefined;
  readonly facts: DockerFacts;
  readonly states: readonly SourceState[];
  readonly kept: KeptConfig;
}

/**
 * Decides what is in force: the runtimes of the running Engine where there is one, else the ones that dockerd gets from
 * its configuration, or got from the last good one.
 *
 * `before` is the result of the look before; the same reading and the same answer of the Engine give it back.
 */
export function dockerInForce(
  reading: DockerReading,
  engine: EngineFacts | undefined,
  before: DockerInForce | undefined,
): DockerInForce {
  if (before !== undefined && before.reading === reading && before.engine === engine) return before;
  const { dockerd, ...release } = runningRelease(reading, engine);
  const onDisk = evaluateDocker(dockerd);
  const { configFile, pid } = dockerd;
  const kept = keepLastGood(before?.kept, { configFile, runtimes: onDisk, states: reading.states });
  const byConfig: DockerFacts = defined({
    present: reading.present,
    pid,
    version: dockerd.version,
    ...release,
    path: reading.path,
    configFile,
    ...placesOf(dockerd),
    runtimes: kept.runtimes,
    configError: kept.configError,
  });
  const facts = engine === undefined ? byConfig : underEngine(byConfig, engine, dockerd, onDisk);
  return { reading, engine, facts, states: kept.states, kept };
}

/** Where dockerd keeps what its errors name; a file that it refuses counts for nothing. */
function placesOf({
  flags,
  config,
  defaultDataRoot,
}: Dockerd): Pick<DockerFacts, 'dataRoot' | 'execRoot' | 'containerdNamespace'> {
  const document = config.ok ? config.document : emptyDocument;
  const namespace = textSetting(document.containerdNamespace, flags, 'containerd-namespace');
  return defined({
    dataRoot: dataRootOf(document, flags, defaultDataRoot),
    execRoot: flags.given.has('containerd')
      ? undefined
      : textSetting(document.execRoot, flags, 'exec-root') || undefined,
    containerdNamespace: namespace || undefined,
  });
}

/** A running Engine knows its version better than its file does, unless its build has no version. */
function runningRelease(
  { dockerd, versionSource }: DockerReading,
  engine: EngineFacts | undefined,
): Pick<DockerReading, 'dockerd' | 'versionSource'> {
  const isBetter =
    engine !== undefined &&
    versionSource !== 'given' &&
    parseVersion(engine.version) !== undefined &&
    readsConfig(engine);
  return isBetter ? { dockerd: atRelease(dockerd, engine.version), versionSource: 'read' } : { dockerd, versionSource };
}

/** The Engine decides about the runtimes; its configuration is compared with them where it is known. */
function underEngine(docker: DockerFacts, engine: EngineFacts, dockerd: Dockerd, onDisk: DockerRuntimes): DockerFacts {
  const runtimes = runningRuntimes(engine, docker.runtimes, docker.version);
  const running: DockerFacts = { ...docker, present: true, runtimes };
  if (!isKnown(dockerd) || !readsConfig(engine)) return running;
  const { error } = onDisk;
  const configError = error === undefined ? {} : { configError: error };
  return { ...running, ...configError, onDisk, drift: foretell(engine, onDisk, dockerd) };
}

/** Errors that dockerd would get as well; any other is shimdex's own and leaves the configuration unknown. */
const knownErrors: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR']);

function isKnown({ bytes, errno = 'ENOENT' }: Dockerd): boolean {
  return bytes !== undefined || knownErrors.has(errno);
}

/** The first release that was named after its year. */
const oldestDocker = 17;

/** Podman speaks Docker's API, has versions of its own, and reads no daemon.json. */
function readsConfig({ version }: EngineFacts): boolean {
  const release = parseVersion(version);
  return release === undefined || release.major >= oldestDocker;
}
