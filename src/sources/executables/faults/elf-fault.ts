import type { ExecutionFault } from '../../../model/host/execution-fault.ts';
import type { HostFiles } from '../../host-files.ts';
import { type ElfFile, loaderOf } from '../elf/elf-file.ts';
import { canExecute, machineName, machineOf } from '../elf/machines.ts';
import type { ReadAt } from '../executable-format.ts';
import { loaderLibrary, loaderRules } from '../libraries/loader-rules.ts';
import { findMissingLibrary, type MissingLibrary } from '../libraries/missing-library.ts';
import { hasRegisteredInterpreter } from './binfmt-misc.ts';
import { type Explain, type ExplainOptions, LOADER, mayExist } from './explain.ts';
import { hostMachine } from './host-machine.ts';

const ET_EXEC = 2;
const ET_DYN = 3;
const HEAD_BYTES = 256;

/** What was read while the file was open. */
export interface OpenedElf {
  readonly elf: ElfFile;
  readonly loader: string | null | undefined;
  readonly head: Buffer;
}

/** Reads what the judgement needs. */
export function openElf(elf: ElfFile, readAt: ReadAt): OpenedElf {
  return { elf, loader: loaderOf(elf, readAt), head: readAt(0, HEAD_BYTES) };
}

/** Why an ELF file does not start: another machine, no loader, no library. */
export function elfFault(
  files: HostFiles,
  file: string,
  { elf, loader, head }: OpenedElf,
  options: ExplainOptions,
  depth: number,
  explain: Explain,
): ExecutionFault | undefined {
  const host = options.machine ?? hostMachine(files);
  if (host !== undefined && !canExecute(host, machineOf(elf))) {
    if (hasRegisteredInterpreter(files, head)) return undefined;
    const [machine, hostName] = [machineName(machineOf(elf)), machineName(host)];
    const what = `it is built for ${machine}, and this host is ${hostName}`;
    return { kind: 'foreign-machine', path: file, errno: 'ENOEXEC', machine, hostMachine: hostName, what };
  }
  if (elf.type !== ET_EXEC && elf.type !== ET_DYN) {
    const what = 'it is an object file, not a program';
    return { kind: 'not-a-program', path: file, errno: 'ENOEXEC', isText: false, what };
  }
  // The kernel does not look at the loader of a loader.
  if (loader === null || depth === LOADER) return undefined;
  if (loader === undefined) {
    return { kind: 'damaged', path: file, errno: 'ENOEXEC', what: 'the name of its loader is cut off or not valid' };
  }
  return loaderFault(files, file, loader, options, explain);
}

function loaderFault(
  files: HostFiles,
  file: string,
  loader: string,
  options: ExplainOptions,
  explain: Explain,
): ExecutionFault | undefined {
  // A relative loader is looked up in a directory that is not known from here.
  if (!loader.startsWith('/')) return undefined;
  const cause = explain(files, loader, options, LOADER);
  const errno = cause?.errno === undefined ? {} : { errno: loadErrno(files, loader, cause.errno) };
  if (cause?.kind === 'missing-file' && !mayExist(cause)) {
    const what = `its loader "${loader}" does not exist`;
    return { kind: 'missing-loader', path: file, ...errno, loader, library: loaderLibrary(loader), what };
  }
  if (cause !== undefined) {
    const what = `its loader "${loader}" does not execute: ${cause.what}`;
    return { kind: 'unusable-interpreter', path: file, ...errno, interpreter: loader, cause, what };
  }
  const missing = findMissingLibrary(files, file, loader, loaderRules(files, loader), options.ldLibraryPath);
  if (missing === undefined) return undefined;
  return { kind: 'missing-library', path: file, ...missing, what: whatIsMissing(file, missing) };
}

function whatIsMissing(file: string, { library, neededBy, version, damage, foundAt }: MissingLibrary): string {
  const by = neededBy === file ? 'it needs' : `"${neededBy}" needs`;
  if (damage !== undefined) return `${by} the library "${library}", and "${foundAt}" is not a library: ${damage}`;
  return version === undefined
    ? `${by} the library "${library}", which is not found`
    : `${by} the version ${version} of "${library}", and the library of this host is older`;
}

/** Linux `fs/binfmt_elf.c`: EIO for a loader shorter than an ELF header, ELIBBAD for a loader that is not an ELF file. */
function loadErrno(files: HostFiles, loader: string, errno: string): string {
  if (errno !== 'ENOEXEC') return errno;
  const found = files.stat(loader);
  return found.ok && found.stat.size < 64n ? 'EIO' : 'ELIBBAD';
}
