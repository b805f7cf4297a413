import type { ExecutionFault } from '../../model/host/execution-fault.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import { errnoText } from '../go/errno-text.ts';
import type { World } from '../world.ts';

/** What a program prints before it ends, and the status it ends with. */
export interface ExitFailure extends Unavailable {
  readonly status: number;
}

/**
 * How a program fails that execve(2) starts: its loader does not find a library, or `env` does not find a program;
 * undefined where that is not certain.
 *
 * Sources: glibc `elf/dl-catch.c`, `fatal_error`; `elf/dl-load.c`; `elf/dl-version.c`; coreutils `src/env.c`.
 */
export function exitFailure(path: string, explore: World['explore']): ExitFailure | undefined {
  const fault = explore?.explain(path);
  return fault === undefined ? undefined : failureOf(path, fault);
}

/** `path` is what the kernel starts: of a script, its interpreter. */
function failureOf(path: string, fault: ExecutionFault): ExitFailure | undefined {
  if (fault.errno !== undefined) return undefined;
  switch (fault.kind) {
    case 'missing-library':
      return fault.certain ? libraryFailure(path, fault) : undefined;
    case 'missing-program':
      return programFailure(fault.env, fault.program, fault.refusal?.errno);
    case 'carriage-return':
      return fault.env === undefined ? undefined : programFailure(fault.env, fault.interpreter);
    case 'unusable-interpreter':
      return failureOf(fault.interpreter, fault.cause);
    default:
      return undefined;
  }
}

const hint = 'use -[v]S to pass options in shebang lines';

function programFailure(env: string, program: string, errno = 'ENOENT'): ExitFailure {
  const text = errnoText(errno);
  const message = `${env}: '${quoted(program)}': ${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  if (errno !== 'ENOENT') return { reason: 'start-failed', message, status: 126 };
  const withHint = /\s/.test(program) ? `${message}\n${env}: ${hint}` : message;
  return { reason: 'interpreter-missing', message: withHint, status: 127 };
}

const escapes: Readonly<Record<string, string>> = { '\t': '\\t', '\v': '\\v', '\f': '\\f', '\r': '\\r' };

/** As coreutils quote a name in the locale that services have. Source: gnulib `lib/quotearg.c`, `locale_quoting_style`. */
function quoted(program: string): string {
  return program.replaceAll(/['\\]/g, '\\$&').replaceAll(/[\t\v\f\r]/g, (blank) => escapes[blank] ?? blank);
}

type MissingLibrary = ExecutionFault & { readonly kind: 'missing-library' };

function libraryFailure(path: string, { library, version, damage, foundAt, neededBy }: MissingLibrary): ExitFailure {
  const reason = 'library-missing';
  if (version !== undefined) {
    const message = `${path}: ${foundAt ?? library}: version \`${version}' not found (required by ${neededBy})`;
    return { reason, message, status: 1 };
  }
  const text = damage ?? 'cannot open shared object file: No such file or directory';
  const file = damage === undefined ? library : foundAt;
  return { reason, message: `${path}: error while loading shared libraries: ${file}: ${text}`, status: 127 };
}
