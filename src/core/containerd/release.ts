import { isAtLeast, parseVersion } from '../version.ts';

/**
 * What differs between releases of containerd in finding a shim.
 *
 * Sources: `runtime/v2/shim/util.go` and `runtime/v2/manager.go` (1.2 to 1.7), `core/runtime/v2/shim_manager.go` (2.x).
 */
export interface ContainerdRules {
  /** A name may begin with a dot (until 1.6; refused since commit 7b045ea5f). */
  readonly leadingDot: boolean;
  /** The cwd is looked at before PATH (since 1.5, commit d80dbdae6). */
  readonly cwdPlace: boolean;
  /** The directory of containerd's own executable is looked at last (since 1.3, commit 09bf314bf). */
  readonly executablePlace: boolean;
  /** An absolute name is a name like any other, a directory in front of a binary name, or the binary itself. */
  readonly absoluteName: 'name' | 'dirname' | 'binary';
  /** A name with a slash in it is a name like any other, walks from the cwd, or is refused. */
  readonly slashInName: 'name' | 'walk' | 'refused';
  /** The example that the error about an invalid name gives. */
  readonly example: 'io.containerd.runc.v1' | 'io.containerd.runc.v2';
  /** The empty name has an error text of its own. */
  readonly emptyNameText: boolean;
  /** Errors end in `: unknown`, the gRPC code (1.x). */
  readonly unknownSuffix: boolean;
  /** `io.containerd.runtime.v1.linux` is no shim name but the built-in v1 runtime (1.x). */
  readonly linuxV1Runtime: boolean;
  /** The error about an invalid name offers a full path (since 1.6). */
  readonly pathInNameError: boolean;
  /** What a lookup error begins with. */
  readonly lookupPrefix: '' | 'failed to resolve runtime path: ';
  /** What containerd puts before the error of a lookup. */
  readonly lookupFailed: '' | 'start failed: ' | 'failed to start shim: ';
  /** What containerd puts before the error of executing what was found. */
  readonly startFailed:
    | ''
    | 'start failed: '
    | 'failed to start shim: start failed: '
    | 'failed to start shim: start failed';
  /** What containerd puts before the error of a shim that could not create its container. */
  readonly createFailed: '' | 'failed to create shim: ' | 'failed to create shim task: ';
}

/** The containerd that is assumed when nothing tells which one runs. */
export const newestContainerd = '2.3.4';

/** Gives the rules of a containerd release; a version that cannot be read has those of the newest. */
export function containerdRules(version: string): ContainerdRules {
  const release = parseVersion(version) ?? parseVersion(newestContainerd);
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
