import { posix } from 'node:path';
import { errnoText } from '../../../core/go/errno-text.ts';
import { defined } from '../../../model/defined.ts';
import type { EnvRefusal, ExecutionFault } from '../../../model/host/execution-fault.ts';
import type { HostFiles } from '../../host-files.ts';
import { envName } from './env-name.ts';
import { searchAsEnv } from './env-search.ts';
import { type Explain, type ExplainOptions, mayExist } from './explain.ts';
import type { ScriptLine } from './script-line.ts';

/** Linux `fs/exec.c`: a longer chain of interpreters fails with ELOOP. */
const MAX_INTERPRETERS = 5;

/** Why a script does not start: its interpreter, or the program that `env` is asked for. */
export function scriptFault(
  files: HostFiles,
  file: string,
  line: ScriptLine,
  options: ExplainOptions,
  depth: number,
  explain: Explain,
): ExecutionFault | undefined {
  const { interpreter } = line;
  if (line.isBlank) {
    return {
      kind: 'not-a-program',
      path: file,
      errno: 'ENOEXEC',
      isText: true,
      what: 'its first line does not name an interpreter',
    };
  }
  if (line.isCutOff) {
    const what = "the interpreter's name does not fit into the 256 bytes that the kernel reads";
    return { kind: 'interpreter-too-long', path: file, errno: 'ENOEXEC', interpreter, what };
  }
  if (depth >= MAX_INTERPRETERS) {
    const what = 'its interpreter is a script, whose interpreter is a script, and so on more than five times';
    return { kind: 'interpreter-loop', path: file, errno: 'ELOOP', interpreter, what };
  }
  return (
    interpreterFault(files, file, line, options, depth, explain) ?? envFault(files, file, line, options, depth, explain)
  );
}

function interpreterFault(
  files: HostFiles,
  file: string,
  { interpreter }: ScriptLine,
  options: ExplainOptions,
  depth: number,
  explain: Explain,
): ExecutionFault | undefined {
  if (!interpreter.startsWith('/')) {
    const what = `its interpreter "${interpreter}" is not an absolute path: it is looked up in the working directory`;
    return { kind: 'relative-interpreter', path: file, errno: 'ENOENT', interpreter, what };
  }
  const cause = explain(files, interpreter, options, depth + 1);
  if (cause === undefined) return undefined;
  const errno = defined({ errno: cause.errno });
  if (cause.kind !== 'missing-file' || mayExist(cause)) {
    if (cause.kind === 'interpreter-loop') return { ...cause, path: file };
    const what = `its interpreter "${interpreter}" does not execute: ${cause.what}`;
    return { kind: 'unusable-interpreter', path: file, ...errno, interpreter, cause, what };
  }
  if (interpreter.endsWith('\r')) {
    const what =
      'its first line ends in a carriage return, which the kernel takes for a part of the name of the interpreter';
    return { kind: 'carriage-return', path: file, ...errno, interpreter, what };
  }
  const what = `its interpreter "${interpreter}" does not exist`;
  return { kind: 'missing-interpreter', path: file, ...errno, interpreter, what };
}

/** `#!/usr/bin/env PROGRAM`: env looks PROGRAM up on the PATH of the process; options and assignments may precede it. */
function envFault(
  files: HostFiles,
  file: string,
  { interpreter, argument }: ScriptLine,
  options: ExplainOptions,
  depth: number,
  explain: Explain,
): ExecutionFault | undefined {
  const { searchPath, user } = options;
  if (posix.basename(interpreter) !== 'env' || searchPath === undefined) return undefined;
  const program = envProgram(argument);
  if (program === undefined) return undefined;
  const search = searchAsEnv(files, program, searchPath, user, (path) => explain(files, path, options, depth + 1));
  if (search === 'found') return undefined;
  if (search !== 'missing' && 'fails' in search) {
    const what = `"${interpreter}" starts "${search.path}", which fails: ${search.fails.what}`;
    return { kind: 'unusable-interpreter', path: file, interpreter: program, cause: search.fails, what };
  }
  const env = envName(files, interpreter);
  if (search !== 'missing') {
    const what = refusalText(interpreter, program, search);
    return { kind: 'missing-program', path: file, program, env, searchPath, refusal: search, what };
  }
  if (program.endsWith('\r')) {
    const what = `its first line ends in a carriage return, so "${interpreter}" looks for a program whose name ends in it`;
    return { kind: 'carriage-return', path: file, interpreter: program, env, what };
  }
  const where = program.includes('/') ? '' : ' on the PATH';
  const what = `"${interpreter}" does not find "${program}"${where}`;
  return { kind: 'missing-program', path: file, program, env, searchPath, what };
}

function refusalText(env: string, program: string, { errno, path, cause }: EnvRefusal): string {
  if (cause !== undefined) return `"${env}" cannot execute "${path}": ${cause.what}`;
  const why = `"${path}": ${errnoText(errno)}`;
  if (errno === 'EACCES') return `"${env}" may not execute ${why}`;
  if (path === program) return `"${env}" cannot execute ${why}`;
  return `"${env}" looks for "${program}" on the PATH and stops at ${why}`;
}

/** Without `-S`, the kernel's one argument is the whole name. */
function envProgram(argument: string): string | undefined {
  const split = /^(?:-S[ \t]*|--split-string=)(.*)$/s.exec(argument)?.[1];
  if (split === undefined)
    return argument === '' || argument.startsWith('-') || argument.includes('=') ? undefined : argument;
  const word = split.split(/[ \t]+/).find((one) => one !== '' && !/^[A-Za-z_][A-Za-z0-9_]*=/.test(one));
  return word === undefined || /^-|["'$\\]/.test(word) ? undefined : word;
}
