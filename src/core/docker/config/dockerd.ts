import type { FoundConfig } from '../../../model/host/docker-facts.ts';
import type { SourceState } from '../../../model/inventory/source.ts';
import { type CommandLine, type DockerdBuild, parseCommandLine } from './command-line.ts';
import { type ConfigFile, type LoadedConfig, loadConfig } from './load.ts';
import { configRules } from './release.ts';

/** How a dockerd was started, and the file it reads, undecoded. */
export interface DockerdRead extends CommandLine, ConfigFile {
  /** Absent when none runs. */
  readonly pid?: number;
  /** Working directory of a running dockerd: its relative paths start there. */
  readonly cwd?: string;
  /** XDG_RUNTIME_DIR of a rootless dockerd: its default sockets are there. */
  readonly runtimeDirectory?: string;
  /** The user who runs dockerd, where `configFile` is closed to that user too. */
  readonly deniedTo?: number;
  /** Why its configuration is not known, where that is not an error of reading one file. */
  readonly unseen?: string;
  /** The file of its unit that shimdex may not read, which is why. */
  readonly unseenFile?: string;
  /** Data root of a rootless dockerd by default, in its user's home. */
  readonly defaultDataRoot?: string;
}

/** One dockerd whose command line and daemon.json are parsed, as its release parses them. */
export interface Dockerd extends DockerdRead {
  readonly config: LoadedConfig;
}

/** Parses daemon.json for a dockerd whose command line is parsed already; a fault is in `config`. Never throws. */
export function parseDockerd(read: DockerdRead): Dockerd {
  return { ...read, config: loadConfig(read) };
}

/**
 * The same dockerd by the rules of another release. Only major versions differ in grammar, so that nothing is parsed
 * again within one.
 */
export function atRelease(dockerd: Dockerd, version: string): Dockerd {
  if (configRules(version).major === dockerd.rules.major) return { ...dockerd, version };
  return parseDockerd({ ...dockerd, ...parseCommandLine(dockerd.args, version, withoutAssumption(dockerd.build)) });
}

function withoutAssumption({ isAssumed: _, ...build }: DockerdBuild): DockerdBuild {
  return build;
}

/**
 * How sure it is that this dockerd answers at the Engine's socket: it holds the socket (`owner`), it listens there by its
 * configuration (`listener`), its files or flags were given (`given`), or no dockerd is seen, because the process table
 * cannot be seen (`hidden`) or has none (`none`).
 */
export type EngineBond = 'owner' | 'listener' | 'given' | 'hidden' | 'none';

/** What was read of the dockerd that is meant; what follows from it is decided in `in-force.ts`. */
export interface DockerReading {
  readonly dockerd: Dockerd;
  /** It runs, it is installed, or it has a configuration. */
  readonly present: boolean;
  readonly versionSource: 'given' | 'read' | 'assumed';
  /** Absent counts as `listener`. */
  readonly bond?: EngineBond;
  /** Why no Engine is asked, where none is known to be in front of the containerd that is meant. */
  readonly noEngine?: string;
  /** Every daemon.json that was found, including the one in effect. */
  readonly foundConfigs?: readonly FoundConfig[];
  /** PATH of a running dockerd; absent when unset or not known. */
  readonly path?: string;
  /** States of the sources that were read, as reading them went. */
  readonly states: readonly SourceState[];
  /** Host paths whose identity decides whether reading again could give something else. */
  readonly dependsOn: readonly string[];
}
