import type { ExecutionFault } from '../../model/host/execution-fault.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import type { World } from '../world.ts';

/** What a program prints before it ends, and the status it ends with. */
export interface ExitFailure extends Unavailable {
  readonly status: number;
}

/**
 * How a program fails that execve(2) starts: its loader does not find a library, or `env` does not find a program;
 * undefined where that is not certain.
 *
 * `env` begins with its name since coreutils 9.7 at the latest, as 9.1 did with its path. Sources: glibc `elf/dl-catch.c`,
 * `fatal_error`; `elf/dl-version.c`; coreutils `src/env.c`.
 */
export function exitFailure(path: string, explore: World['explore']): ExitFailure | undefined {
  const fault = explore?.explain(path);
  if (fault === undefined || fault.errno !== undefined) return undefined;
  if (fault.kind === 'missing-library') return fault.certain ? libraryFailure(path, fault) : undefined;
  if (fault.kind !== 'missing-program') return undefined;
  const message = `env: '${fault.program}': No such file or directory`;
  return { reason: 'interpreter-missing', message, status: 127 };
}

type MissingLibrary = ExecutionFault & { readonly kind: 'missing-library' };

function libraryFailure(path: string, { library, version, foundAt, neededBy }: MissingLibrary): ExitFailure {
  const reason = 'library-missing';
  if (version !== undefined) {
    const message = `${path}: ${foundAt ?? library}: version \`${version}' not found (required by ${neededBy})`;
    return { reason, message, status: 1 };
  }
  const text = 'cannot open shared object file: No such file or directory';
  return { reason, message: `${path}: error while loading shared libraries: ${library}: ${text}`, status: 127 };
}
