import { statSync } from 'node:fs';
import { observeOnce, type WaitsFor } from '../discovery/observe-once.ts';
import type { Published } from '../discovery/resolver.ts';
import { errorCode, UsageError } from '../errors.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { HostFiles } from '../sources/host-files.ts';
import type { Terminal } from './terminal.ts';

/** The files of the observed host. A root that is not a directory is wrong usage, not an empty host. */
export function openHost({ root }: ObserveSettings): HostFiles {
  if (!isDirectory(root)) {
    throw new UsageError(`Cannot use --root ${JSON.stringify(root)}: write an existing directory, such as "/host"`);
  }
  return new HostFiles(root);
}

/** Looks at the host once, for a command that answers and ends. */
export function lookOnce(
  files: HostFiles,
  settings: ObserveSettings,
  terminal: Terminal,
  waitsFor?: WaitsFor,
): Promise<Published> {
  terminal.runsOnce?.();
  return observeOnce(files, settings, waitsFor);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return false;
  }
}
