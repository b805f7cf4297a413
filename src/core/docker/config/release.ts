import { isAtLeast, parseVersion } from '../../version.ts';

/**
 * What differs between releases of the Docker Engine in reading its configuration.
 *
 * Sources: moby `daemon/config/config.go`, `daemon/runtime_unix.go`, `libcontainerd/shimopts/convert.go`, and what the
 * released daemons print.
 */
export interface ConfigRules {
  /** Major version: which options daemon.json and the command line know. */
  readonly major: number;
  /** 20.10 reads one JSON value from a stream: no byte order mark, no empty file, and what follows is not looked at. */
  readonly streamed: boolean;
  /** Prefix of JSON errors since 28. */
  readonly jsonPrefix: '' | 'invalid JSON: ';
  /** Go's name for an entry of `runtimes`. */
  readonly runtimeGoType: 'types.Runtime' | 'system.Runtime';
  /** Go 1.24 and later name the embedded structs on the way to a field. */
  readonly namesEmbeddedStructs: boolean;
  /** Major version of go-toml, through which `options` become a message. */
  readonly goToml: 1 | 2;
  /** The checks in `values/value-checks.ts` are made (since 24; compared with 26.1). */
  readonly checksValues: boolean;
  /** `io.containerd.runc.v1` takes runc's options (until 27). */
  readonly runcV1Options: boolean;
  /** How the script of a runtime with arguments is written, which decides the error about a name with a slash. */
  readonly scripts: 'new-directory' | 'temporary-file' | 'checked-file';
}

/** The Docker Engine that is assumed when its version is not known. */
export const newestDocker = '29.7.2';

/** Gives the configuration rules of a release; a version that cannot be read has the rules of the newest. */
export function configRules(version: string): ConfigRules {
  const release = parseVersion(version);
  const since = (major: number) => isAtLeast(release, major);
  return {
    major: release?.major ?? Number.POSITIVE_INFINITY,
    streamed: !since(23),
    jsonPrefix: since(28) ? 'invalid JSON: ' : '',
    runtimeGoType: since(25) ? 'system.Runtime' : 'types.Runtime',
    namesEmbeddedStructs: since(28),
    goToml: since(29) ? 2 : 1,
    checksValues: since(24),
    runcV1Options: !since(28),
    scripts: since(28) ? 'checked-file' : since(25) ? 'temporary-file' : 'new-directory',
  };
}
