import { isAtLeast, parseVersion } from '../../version.ts';
import { newestContainerd } from '../release.ts';
import { type GoToml, goTomlOf, type TomlDialect, tomlDialect } from './toml/dialect.ts';

/**
 * What differs between releases of containerd in reading its configuration.
 *
 * Sources: `services/server/config/config.go` (1.x), `cmd/containerd/server/config/config.go` (2.x), measured with
 * 1.6.20, 1.6.39, 1.7.24, 1.7.34, 2.1.9, 2.2.7, 2.3.4 and 2.4.0-beta.0.
 */
export interface ConfigRelease {
  readonly toml: TomlDialect;
  /**
   * How a key meets a known one: as it is or all in upper case (1.x), or in any mixture of cases (2.x). Two spellings
   * of one key are then both applied.
   */
  readonly keyCase: 'exact or upper' | 'folded';
  /** A relative pattern in `imports` begins at the working directory (until 1.6.28) or at the file (1.7.16). */
  readonly globFrom: 'cwd' | 'file';
  /** The section of a plugin in a later file replaces the earlier one (1.x) or is merged with it (2.x). */
  readonly pluginMerge: 'replace' | 'deep';
  /** Which steps are made with each file before it is merged: none, plugin names (2.0), or all (2.3). */
  readonly fileMigration: 'none' | 'names' | 'all';
  /** The default version of a configuration, and the highest accepted one; undefined: any (until 1.6.31). */
  readonly ownVersion: 1 | 3 | 4;
  readonly maxVersion: number | undefined;
  /** What makes the name of a plugin a URI: four parts (1.6), also the prefix `io.containerd.` (1.7), a dot (2.x). */
  readonly uri: 'four parts' | 'four parts and prefix' | 'dot';
  /** What a warning says about version 1: that 2.0 converts it (with the refusal of too high ones), or that 2.0 drops it. */
  readonly convertsLater: boolean;
  /** A file that cannot be opened fails the load, but `config dump` prints what was merged until then (2.x). */
  readonly dumpsWithoutFile: boolean;
  /** What containerd puts before the error of a file that it cannot open. */
  readonly openFailed: 'failed to load TOML: ' | '';
  /** The `imports` that are built in; they are shown, and never followed. */
  readonly builtInImports: readonly string[];
  /** The sockets are plugins: `plugins."io.containerd.server.v1.grpc"` (2.3). */
  readonly serverPlugins: boolean;
  /** The CRI runtime, its images and its service are three plugins (2.x). */
  readonly splitCri: boolean;
  readonly cri: CriRelease;
  /** `default_validator` of NRI and `max_concurrent_unpacks` of the transfer service (2.2). */
  readonly validator: boolean;
  readonly handlers: HandlerRelease;
}

/**
 * What differs in the sections of CRI in 2.x. Sources: `config default` of 2.0, 2.1.9, 2.2.1 and 2.3, the release notes of
 * 2.2.7 and 2.3.4, and `docs/cri/config.md` of 2.3.
 */
export interface CriRelease {
  /** `bin_dirs` of CNI, which a `bin_dir` of an older file becomes, and settings of image pulls (2.1). */
  readonly binDirs: boolean;
  /** `enable_criu` (2.2.7 and 2.3.3; 2.1 after 2.1.9 is taken to have it: a backport was asked for). */
  readonly criu: boolean;
  /** `enable_experimental_restore_via_create` (2.2.7 and 2.3.4; 2.4 is taken to have it). */
  readonly restoreViaCreate: boolean;
}

/** What differs in the table of one runtime handler. */
export interface HandlerRelease {
  /** The key of the sandbox controller; undefined when there is none. */
  readonly sandboxKey: 'sandbox_mode' | 'sandboxer' | undefined;
  /** `default_runtime` and `untrusted_workload_runtime` are read, and `runtime_engine` and `runtime_root` (1.x). */
  readonly deprecated: boolean;
  /** `privileged_without_host_devices_all_devices_allowed` and `snapshotter` (1.7). */
  readonly allDevices: boolean;
  /** `io_type` (2.0). */
  readonly ioType: boolean;
  /** `cgroup_writable` (2.1). */
  readonly cgroupWritable: boolean;
  /** `disable_pause_image_pull` (2.4). */
  readonly pausePull: boolean;
  /** `runtime_path` counts (since 1.6.21 and 1.7.1). */
  readonly runtimePath: boolean;
}

/**
 * The rules of a containerd release; those of the newest release when `version` cannot be read.
 *
 * Distributions may build a release with another TOML library than its own source has (Debian does): `goToml`.
 */
export function configRelease(version: string, goToml?: GoToml): ConfigRelease {
  const is = since(version);
  const one = !is(2, 0);
  return {
    toml: tomlDialect(goToml ?? ownLibrary(is)),
    keyCase: one ? 'exact or upper' : 'folded',
    globFrom: is(1, 7, 16) || (!is(1, 7) && is(1, 6, 29)) ? 'file' : 'cwd',
    pluginMerge: one ? 'replace' : 'deep',
    fileMigration: fileMigration(is),
    ownVersion: is(2, 3) ? 4 : one ? 1 : 3,
    maxVersion: maxVersion(is),
    uri: one ? (is(1, 7) ? 'four parts and prefix' : 'four parts') : 'dot',
    convertsLater: maxVersion(is) !== undefined,
    dumpsWithoutFile: !one,
    openFailed: one ? 'failed to load TOML: ' : '',
    builtInImports: is(2, 2) ? ['/etc/containerd/conf.d/*.toml'] : [],
    serverPlugins: is(2, 3),
    splitCri: !one,
    cri: criRelease(is),
    validator: is(2, 2),
    handlers: handlerRelease(is),
  };
}

/** The rules of a containerd, with the TOML library that it is built with where that is known. */
export function configReleaseOf(containerd: {
  readonly version: string;
  readonly tomlLibrary?: string | undefined;
}): ConfigRelease {
  const { version, tomlLibrary } = containerd;
  return configRelease(version, tomlLibrary === undefined ? undefined : goTomlOf(tomlLibrary));
}

function criRelease(is: Since): CriRelease {
  return {
    binDirs: is(2, 1),
    criu: is(2, 3, 3) || (!is(2, 3) && is(2, 2, 7)) || (!is(2, 2) && is(2, 1, 10)),
    restoreViaCreate: is(2, 3, 4) || (!is(2, 3) && is(2, 2, 7)),
  };
}

function handlerRelease(is: Since): HandlerRelease {
  return {
    sandboxKey: is(2, 0) ? 'sandboxer' : is(1, 7) ? 'sandbox_mode' : undefined,
    deprecated: !is(2, 0),
    allDevices: is(1, 7),
    ioType: is(2, 0),
    cgroupWritable: is(2, 1),
    pausePull: is(2, 4),
    runtimePath: is(1, 7, 1) || (!is(1, 7) && is(1, 6, 21)),
  };
}

function fileMigration(is: Since): ConfigRelease['fileMigration'] {
  if (is(2, 3)) return 'all';
  return is(2, 0) ? 'names' : 'none';
}

function maxVersion(is: Since): number | undefined {
  if (is(2, 3)) return 4;
  if (is(2, 0)) return 3;
  return is(1, 7, 17) || (!is(1, 7) && is(1, 6, 32)) ? 2 : undefined;
}

/** Measured at 1.6.20 (1.9.4) and 1.6.39 (1.9.5) only; in between the later library is assumed. */
function ownLibrary(is: Since): GoToml {
  if (is(2, 4)) return '2.4';
  if (is(2, 3)) return '2.3';
  if (is(2, 0)) return '2.2';
  return is(1, 7) || is(1, 6, 21) ? '1.9.5' : '1.9.4';
}

type Since = (major: number, minor: number, patch?: number) => boolean;

function since(version: string): Since {
  const release = parseVersion(version) ?? parseVersion(newestContainerd);
  const patch = Number(/\d+\.\d+\.(\d+)/.exec(version)?.[1] ?? '0');
  return (major, minor, wanted = 0) => {
    if (release?.major === major && release.minor === minor) return patch >= wanted;
    return isAtLeast(release, major, minor);
  };
}
