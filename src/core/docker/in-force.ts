import { defined } from '../../model/defined.ts';
import type { ForeignEngine } from '../../model/docker/engine-origin.ts';
import type { DockerFacts, DockerRuntimes, EngineFacts } from '../../model/host/docker-facts.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import { markSource } from '../mark-source.ts';
import { parseVersion } from '../version.ts';
import { atRelease, type Dockerd, type DockerReading } from './config/dockerd.ts';
import { type ConfigDocument, dataRootOf, emptyDocument, textSetting } from './config/document.ts';
import type { DockerFlags } from './config/flags.ts';
import { isConfigKnown } from './config/sockets.ts';
import { unreadConfig } from './config/unread.ts';
import { foretell } from './drift.ts';
import { describeForeign, describeMissing, foreignEngine, silentEngine } from './foreign.ts';
import { type KeptConfig, keepLastGood } from './last-good.ts';
import { runningRuntimes } from './running-runtimes.ts';
import { evaluateDocker } from './start.ts';

/** What else is known of the Engine and its host. */
export interface EngineSurroundings {
  /** What this host calls itself. */
  readonly hostName?: string;
  /** Something listens at the Engine's socket that has not answered, or not as an Engine does. */
  readonly engineIsSilent?: boolean;
}

/** The facts about Docker, what they were made of, and what the next ones may fall back to. */
export interface DockerInForce {
  readonly reading: DockerReading;
  readonly engine: EngineFacts | undefined;
  readonly engineIsSilent: boolean;
  readonly facts: DockerFacts;
  readonly states: readonly SourceState[];
  readonly kept: KeptConfig;
}

/**
 * Decides what is in effect: the runtimes of the running Engine where there is one, else the ones that dockerd gets from
 * its configuration, or got from the last good one.
 *
 * An Engine that is not a process of this host has its own runtimes only. `before` is the result of the look before; the
 * same reading and the same answer of the Engine give it back.
 */
export function dockerInForce(
  reading: DockerReading,
  engine: EngineFacts | undefined,
  before: DockerInForce | undefined,
  surroundings: EngineSurroundings = {},
): DockerInForce {
  const { engineIsSilent = false } = surroundings;
  if (before?.reading === reading && before.engine === engine && before.engineIsSilent === engineIsSilent)
    return before;
  const { dockerd, ...release } = runningRelease(reading, engine);
  const onDisk = evaluateDocker(dockerd);
  const { configFile, pid } = dockerd;
  const kept = keepLastGood(before?.kept, { configFile, runtimes: onDisk, states: reading.states });
  const unread = engine === undefined && kept.runtimes === onDisk ? unreadConfig(dockerd) : undefined;
  const byConfig: DockerFacts = defined({
    present: reading.present,
    pid,
    version: dockerd.version,
    ...release,
    path: reading.path,
    configFile,
    ...placesOf(dockerd),
    runtimes: unread === undefined ? kept.runtimes : { ...kept.runtimes, defaultRuntime: '' },
    configError: kept.configError,
    rootless: dockerd.runtimeDirectory === undefined ? undefined : (true as const),
    otherConfigs: reading.foundConfigs?.filter(({ file }) => file !== configFile),
    unreadConfig: unread,
    configDeniedTo: dockerd.deniedTo,
    keyHints: dockerd.config.keyHints,
  });
  const foreign = foreignAtSocket(reading, engine, surroundings);
  const remembered = { reading, engine, engineIsSilent, kept };
  if (foreign !== undefined) {
    const states = markForeign(reading, foreign);
    return { ...remembered, facts: underForeign(byConfig, engine, reading, foreign), states };
  }
  if (engine !== undefined) {
    return { ...remembered, facts: underEngine(byConfig, engine, dockerd, onDisk), states: kept.states };
  }
  if (!isMissing(reading, byConfig)) return { ...remembered, facts: byConfig, states: kept.states };
  const states = markSource(kept.states, 'docker-config', 'absent', describeMissing(byConfig));
  return { ...remembered, facts: { ...byConfig, isMissing: true }, states };
}

/** Whether nothing on this host, and nothing that was given, is about a dockerd. */
function isMissing({ present, bond, states, noEngine }: DockerReading, docker: DockerFacts): boolean {
  const isSought = bond === 'none' && noEngine === undefined && docker.versionSource !== 'given';
  const isAbsent = states.some(({ source, state }) => source === 'docker-config' && state === 'absent');
  return !present && isSought && isAbsent && docker.unreadConfig === undefined && docker.otherConfigs?.length === 0;
}

/** Whose the Engine is that answers, or that listens where no dockerd of this host does; undefined for this host's own. */
function foreignAtSocket(
  { bond = 'listener' }: DockerReading,
  engine: EngineFacts | undefined,
  { hostName, engineIsSilent }: EngineSurroundings,
): ForeignEngine | undefined {
  if (engine !== undefined) return foreignEngine(engine, bond, hostName);
  return engineIsSilent === true && bond === 'none' ? silentEngine : undefined;
}

/** Where dockerd keeps what its errors name; a file that it refuses counts for nothing. */
function placesOf({
  flags,
  config,
  defaultDataRoot,
}: Dockerd): Pick<DockerFacts, 'dataRoot' | 'execRoot' | 'containerdNamespace' | 'liveRestore'> {
  const document = config.ok ? config.document : emptyDocument;
  const namespace = textSetting(document.containerdNamespace, flags, 'containerd-namespace');
  return defined({
    dataRoot: dataRootOf(document, flags, defaultDataRoot),
    execRoot: flags.given.has('containerd')
      ? undefined
      : textSetting(document.execRoot, flags, 'exec-root') || undefined,
    containerdNamespace: namespace || undefined,
    liveRestore: config.ok ? liveRestoreOf(document, flags) : undefined,
  });
}

/** Off by default. Source: moby `cmd/dockerd/config_unix.go`, `--live-restore`; a file and a flag may not both set it. */
function liveRestoreOf({ liveRestore }: ConfigDocument, { given }: DockerFlags): boolean {
  const flag = given.get('live-restore')?.values.at(-1);
  return liveRestore ?? (flag !== undefined && /^(?:1|t|true)$/i.test(flag));
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
  const { liveRestore = docker.liveRestore } = engine;
  const running: DockerFacts = defined({ ...docker, present: true as const, runtimes, liveRestore });
  if (!isConfigKnown(dockerd) || !readsConfig(engine)) return running;
  const { error } = onDisk;
  const configError = defined({ configError: error });
  return { ...running, ...configError, onDisk, drift: foretell(engine, onDisk, dockerd) };
}

/** Nothing of this host decides about a foreign Engine; until it answers, nothing is known of its runtimes. */
function underForeign(
  { version, versionSource, configFile }: DockerFacts,
  engine: EngineFacts | undefined,
  { foundConfigs = [] }: DockerReading,
  foreign: ForeignEngine,
): DockerFacts {
  const none: DockerRuntimes = { defaultRuntime: '', runtimes: [] };
  const facts = { present: true, version, versionSource, configFile, foreign, otherConfigs: foundConfigs };
  if (engine !== undefined) return { ...facts, runtimes: runningRuntimes(engine, none, version) };
  return { ...facts, runtimes: none, unreadConfig: { errno: 'EAGAIN', message: describeForeign(foreign) } };
}

/** The state of the configuration: whose the Engine is, and which files of this host look as if they were its own. */
function markForeign({ states, foundConfigs = [] }: DockerReading, foreign: ForeignEngine): readonly SourceState[] {
  const { file, runtimes = [] } = foundConfigs.find((config) => config.runtimes.length > 0) ?? {};
  const mistaken =
    file === undefined ? '' : `. "${file}", which configures ${runtimes.join(', ')}, is not the file of that Engine`;
  const others = states.filter(({ source }) => source !== 'docker-config');
  return [...others, { source: 'docker-config', state: 'absent', message: describeForeign(foreign) + mistaken }];
}

/** The first release that was named after its year. */
const oldestDocker = 17;

/** Podman speaks Docker's API, has its own versions, and does not read daemon.json. */
function readsConfig({ version }: EngineFacts): boolean {
  const release = parseVersion(version);
  return release === undefined || release.major >= oldestDocker;
}
