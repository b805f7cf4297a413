import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import { onceEach } from '../../model/once-per.ts';
import { isAtLeast, parseVersion } from '../version.ts';

/**
 * How the lookup of shims differs between releases of containerd.
 *
 * Sources: `runtime/v2/shim/util.go` and `runtime/v2/manager.go` (1.2 to 1.7), `core/runtime/v2/shim_manager.go` (2.x).
 */
export interface ContainerdRules {
  /** A name may begin with a dot (until 1.6; refused since commit 7b045ea5f). */
  readonly leadingDot: boolean;
  /** The cwd is searched before PATH (since 1.5, commit d80dbdae6). */
  readonly cwdPlace: boolean;
  /** The directory of containerd's own executable is searched last (since 1.3, commit 09bf314bf). */
  readonly executablePlace: boolean;
  /** How an absolute name is read: as any other name, as a directory and a binary name, or as the binary itself. */
  readonly absoluteName: 'name' | 'dirname' | 'binary';
  /** How a name with a slash is read: as any other name, as a path below the cwd, or not at all. */
  readonly slashInName: 'name' | 'walk' | 'refused';
  /** Example in the error about an invalid name. */
  readonly example: 'io.containerd.runc.v1' | 'io.containerd.runc.v2';
  /** The empty name has its own error text. */
  readonly emptyNameText: boolean;
  /** Errors end in `: unknown`, the gRPC code (1.x). */
  readonly unknownSuffix: boolean;
  /** `io.containerd.runtime.v1.linux` is the built-in v1 runtime, not the name of a shim (1.x). */
  readonly linuxV1Runtime: boolean;
  /** The error about an invalid name suggests a full path (since 1.6). */
  readonly pathInNameError: boolean;
  /** Start of a lookup error. */
  readonly lookupPrefix: '' | 'failed to resolve runtime path: ';
  /** Text before a lookup error. */
  readonly lookupFailed: '' | 'start failed: ' | 'failed to start shim: ';
  /** Text before the error of executing the file. */
  readonly startFailed:
    | ''
    | 'start failed: '
    | 'failed to start shim: start failed: '
    | 'failed to start shim: start failed';
  /** Text before the error of a shim that could not create its container. */
  readonly createFailed: '' | 'failed to create shim: ' | 'failed to create shim task: ';
}

/** The release that is assumed when the version of containerd is unknown. */
export const newestContainerd = '2.3.4';

/** The rules of a containerd release. A version that cannot be parsed gets the rules of the newest release. */
export function containerdRules(version: string): ContainerdRules {
  const { major, minor } = parseVersion(version) ?? parseVersion(newestContainerd) ?? noVersion;
  // Greater numbers have the same rules, and a caller may invent many of them.
  return rulesOf(`${Math.min(major, 3)}.${Math.min(minor, 99)}`);
}

const noVersion = { major: 3, minor: 0 };

const rulesOf = onceEach((version): ContainerdRules => {
  const release = parseVersion(version);
  const since: Since = (major, minor) => isAtLeast(release, major, minor);
  return {
    leadingDot: !since(1, 7),
    cwdPlace: since(1, 5),
    executablePlace: since(1, 3),
    absoluteName: newest(since(1, 6) && 'binary', since(1, 5) && 'dirname', 'name'),
    slashInName: newest(since(1, 7) && 'refused', since(1, 5) && 'walk', 'name'),
    linuxV1Runtime: !since(2, 0),
    ...errorTexts(since),
  };
});

/** The text before what a shim printed. */
export function beforeOutput({ startFailed }: Pick<ContainerdRules, 'startFailed'>): string {
  return startFailed.endsWith(' failed') ? `${startFailed}: ` : startFailed;
}

/**
 * Go's executable test in the upstream builds of a release: 1.7.0 is the first one built with Go 1.20.
 *
 * The last upstream builds of 1.6 use a newer Go as well, distributions' builds do not: if the executable itself can be
 * read, its Go version decides.
 */
export function executableTestOf(version: string): ContainerdFacts['executableTest'] {
  return isAtLeast(parseVersion(version), 1, 7) ? 'access' : 'mode-bits';
}

/**
 * containerd's error about a shim that could not be executed, or that printed something and then ended.
 *
 * Source: containerd `core/runtime/v2/binary.go`, `Start`: the output, which may be empty, and the error of the process.
 */
export function startFailure(rules: ContainerdRules, printed: string, error: string): string {
  const start = printed === '' ? `${rules.startFailed}: ` : `${beforeOutput(rules)}${printed}: `;
  return `${start}${error}${rules.unknownSuffix ? ': unknown' : ''}`;
}

type Since = (major: number, minor: number) => boolean;

type ErrorTexts = Pick<
  ContainerdRules,
  | 'example'
  | 'emptyNameText'
  | 'unknownSuffix'
  | 'pathInNameError'
  | 'lookupPrefix'
  | 'lookupFailed'
  | 'startFailed'
  | 'createFailed'
>;

function errorTexts(since: Since): ErrorTexts {
  return {
    example: since(2, 0) ? 'io.containerd.runc.v2' : 'io.containerd.runc.v1',
    emptyNameText: since(1, 6),
    unknownSuffix: !since(2, 0),
    pathInNameError: since(1, 6),
    lookupPrefix: since(1, 6) ? 'failed to resolve runtime path: ' : '',
    lookupFailed: newest(since(1, 6) && 'failed to start shim: ', since(1, 5) && 'start failed: ', ''),
    // 2.4 no longer prints the empty output of the shim in between.
    startFailed: since(2, 4)
      ? 'failed to start shim: start failed'
      : newest(since(1, 6) && 'failed to start shim: start failed: ', since(1, 5) && 'start failed: ', ''),
    createFailed: newest(since(1, 6) && 'failed to create shim task: ', since(1, 5) && 'failed to create shim: ', ''),
  };
}

function newest<A, B, C>(first: A | false, second: B | false, oldest: C): A | B | C {
  if (first !== false) return first;
  return second !== false ? second : oldest;
}
