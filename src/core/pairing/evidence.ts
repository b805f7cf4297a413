import { defined } from '../../model/defined.ts';
import type { AnswerFormat, OwnShim, ShimEvidence, TaskApi } from '../../model/host/shim-evidence.ts';
import type { ShimStringName } from '../containerd/shim-strings.ts';
import { isAtLeast, parseVersion } from '../version.ts';

/** What was found in a whole file. */
export interface ShimStringMatches {
  /** Names of the strings that are in it; other names are ignored. */
  readonly patterns: readonly string[];
  /**
   * The release of containerd's library, `1.7.24` or `2.4.0-beta`: the text before `+unknown`, which stays in the data of
   * every build. Source: containerd `version/version.go`.
   */
  readonly constant?: string;
}

/** What the strings of a whole file mean. A file with strings of two shims, such as a daemon, shows neither. */
export function evidenceFrom({ patterns, constant: library }: ShimStringMatches): ShimEvidence {
  const has = (name: ShimStringName) => patterns.includes(name);
  const program = only<OwnShim>([has('runc-v1') && 'runc-v1', has('runc-v2') && 'runc-v2']);
  const taskApi = only<TaskApi>([has('task-v2') && 2, has('task-v3') && 3]);
  if (taskApi === undefined) return defined({ program, library });
  const readsAnything = taskApi === 3 || has('sandbox-v1') || has('read-runtime-options');
  return defined({
    program,
    library,
    taskApi,
    answers: formatOf(taskApi, has('bootstrap-v1')),
    stdin: readsAnything ? ('lenient' as const) : stdinOfOldShim(program !== undefined, library !== undefined),
    needsBootstrap: has('refuses-deprecated-start'),
  });
}

/** What follows from the release of containerd's library alone, where the file was not searched. */
export function evidenceOfRelease(library: string, program?: OwnShim): ShimEvidence {
  const release = parseVersion(library);
  if (release === undefined) return defined({ program });
  const since = (major: number, minor: number) => isAtLeast(release, major, minor);
  const taskApi: TaskApi = since(2, 0) ? 3 : 2;
  const stdin = since(1, 7) ? ('lenient' as const) : undefined;
  return defined({
    program,
    library,
    taskApi,
    answers: formatOf(taskApi, since(2, 3)),
    stdin: program === undefined ? stdin : (stdin ?? 'options'),
    // The betas of 2.4 and later sources have the same version, and differ here.
    needsBootstrap: since(2, 4) ? undefined : false,
  });
}

function only<T>(found: readonly (T | false)[]): T | undefined {
  const [first, ...others] = found.filter((each): each is T => each !== false);
  return others.length === 0 ? first : undefined;
}

function formatOf(taskApi: TaskApi, bootstrap: boolean): AnswerFormat {
  if (bootstrap) return 'protobuf';
  return taskApi === 3 ? 'json' : 'address';
}

/**
 * containerd's shims until 1.6 decode stdin as options. Whether a shim of another project does so is not known, except
 * when it is built without containerd's library.
 *
 * Source: containerd 1.6 `runtime/v2/runc/v2/service.go`, `StartShim`.
 */
function stdinOfOldShim(isOwn: boolean, hasLibrary: boolean): ShimEvidence['stdin'] {
  if (isOwn) return 'options';
  return hasLibrary ? undefined : 'lenient';
}
