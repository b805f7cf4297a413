import { isAtLeast, parseVersion } from '../../version.ts';
import type { SizeLibrary } from './values/size.ts';

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
  readonly jsonErrors: JsonErrors;
  /** How sizes such as `64m` are read. */
  readonly sizes: SizeLibrary;
  /** Major version of go-toml, through which `options` become a message. */
  readonly goToml: 1 | 2;
  /** `io.containerd.runc.v1` takes runc's options (until 27). */
  readonly runcV1Options: boolean;
  /** How the script of a runtime with arguments is written, which decides the error about a name with a slash. */
  readonly scripts: 'new-directory' | 'temporary-file' | 'checked-file';
}

/**
 * How errors of Go's `encoding/json` name a field: as it is in the JSON, with the embedded structs on the way to it (Go 1.24 to
 * 1.26), or by its path, with the keys of maps and the numbers of elements (since 1.27).
 */
export type JsonErrors = 'plain' | 'embedded' | 'v2';

/** Versions of what a dockerd was built with. */
export interface BuiltWith {
  readonly go?: string;
  /** Of docker/go-units, the library that reads sizes. */
  readonly units?: string;
}

/** The Docker Engine that is assumed when its version is not known. */
export const newestDocker = '29.7.2';

/**
 * Gives the configuration rules of a release; a version that cannot be read has the rules of the newest. Where
 * a version in `built` is absent, it is the one of Docker's own build.
 */
export function configRules(version: string, { go, units }: BuiltWith = {}): ConfigRules {
  const release = parseVersion(version);
  const since = (major: number) => isAtLeast(release, major);
  return {
    major: release?.major ?? Number.POSITIVE_INFINITY,
    streamed: !since(23),
    jsonPrefix: since(28) ? 'invalid JSON: ' : '',
    runtimeGoType: since(25) ? 'system.Runtime' : 'types.Runtime',
    jsonErrors: go === undefined ? (isAtLeast(release, 28, 2) ? 'embedded' : 'plain') : jsonErrorsOf(go),
    sizes: units === undefined ? sizesOf(release?.major) : isAtLeast(parseVersion(units), 0, 5) ? 'newer' : 'older',
    goToml: since(29) ? 2 : 1,
    runcV1Options: !since(28),
    scripts: since(28) ? 'checked-file' : since(25) ? 'temporary-file' : 'new-directory',
  };
}

/** Docker builds 23 and later with the newer library. Debian builds 23 to 27 with either. */
function sizesOf(major = Number.POSITIVE_INFINITY): SizeLibrary {
  if (major < 23) return 'older';
  return major < 28 ? 'either' : 'newer';
}

function jsonErrorsOf(go: string): JsonErrors {
  const version = parseVersion(go);
  if (isAtLeast(version, 1, 27)) return 'v2';
  return isAtLeast(version, 1, 24) ? 'embedded' : 'plain';
}
