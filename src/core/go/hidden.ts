import type { FileFact } from '../../model/host/file-fact.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';

/** A path that a lookup asks for, and the directory on the way that shimdex may not search. */
export interface Hidden {
  readonly path: string;
  readonly directory: string;
}

/** What keeps shimdex from seeing a file; undefined where it sees whether the file is there. */
export function hiddenAt(path: string, file: FileFact): Hidden | undefined {
  return file.kind === 'missing' && file.hidden !== undefined ? { path, directory: file.hidden } : undefined;
}

/** A failure that is not certain where a hidden file may start instead. */
export function unlessHidden(failure: Unavailable, hidden: Hidden | undefined): Unavailable {
  if (hidden === undefined) return failure;
  const message = `Whether there is a file at "${hidden.path}" is not known: shimdex may not search "${hidden.directory}"`;
  return { reason: 'not-visible', message };
}
