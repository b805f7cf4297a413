import type { ExecutionFault } from '../../../model/host/execution-fault.ts';
import type { Credentials } from '../../../model/host/file-fact.ts';
import type { HostFiles } from '../../host-files.ts';
import type { Machine } from '../elf/machines.ts';

/** Who executes the file, and with which environment. */
export interface ExplainOptions {
  readonly user: Credentials;
  /** PATH of the process, for `#!/usr/bin/env PROGRAM`; not looked at when it is absent. */
  readonly searchPath?: string;
  /** LD_LIBRARY_PATH of the process. */
  readonly ldLibraryPath?: string;
  /** The host's machine, where it is known; otherwise it is read. */
  readonly machine?: Machine;
}

/** The same question about an interpreter or a loader. */
export type Explain = (
  files: HostFiles,
  file: string,
  options: ExplainOptions,
  depth: number,
) => ExecutionFault | undefined;

/** Given as the depth for the loader of an ELF file, which is loaded and not executed. */
export const LOADER = Number.POSITIVE_INFINITY;

/** Whether a file that is not found may well exist: behind a loop of links, or a directory that the user may not enter. */
export function mayExist({ errno }: ExecutionFault): boolean {
  return errno === 'ELOOP' || errno === 'EACCES';
}
