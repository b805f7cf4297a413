import type { FileFact } from '../../model/host/file-fact.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import { shimPrefix } from '../../model/words.ts';
import { catalogueEntry } from '../catalogue.ts';
import { fileNameOf } from '../go/path.ts';
import { findNotOciRuntime } from './not-oci-runtime.ts';

/**
 * Why a program that a configuration names by its path cannot be a shim; undefined for a shim, and for any program that
 * is not known. The file name decides: what such a program prints is not known, so the message is ours.
 */
export function notAShim(path: string, file: FileFact): Unavailable | undefined {
  if (fileNameOf(path).startsWith(shimPrefix)) return undefined;
  const what = describe(path) ?? (file.kind === 'missing' ? undefined : describe(file.realPath));
  return what === undefined ? undefined : { reason: 'not-a-shim', message: `"${path}" is not a shim: it is ${what}` };
}

/** Whether a program is an OCI runtime that the runc shim can execute. */
export function isOciRuntime(path: string): boolean {
  const name = fileNameOf(path);
  if (findNotOciRuntime(path) !== undefined) return false;
  const entry = catalogueEntry(name);
  return name === 'runc' || (entry !== undefined && entry.runtime === undefined);
}

function describe(path: string): string | undefined {
  if (fileNameOf(path).startsWith(shimPrefix)) return undefined;
  return isOciRuntime(path) ? 'an OCI runtime, which a shim starts' : findNotOciRuntime(path)?.what;
}
