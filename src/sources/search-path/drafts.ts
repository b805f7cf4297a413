import type { LookupPlace } from '../../core/containerd/places.ts';
import { defined } from '../../model/defined.ts';
import type { Credentials } from '../../model/host/file-fact.ts';
import type { PlaceFacts } from '../../model/host/place-facts.ts';
import { isPassing } from '../errno.ts';
import type { HostFiles } from '../host-files.ts';
import { type FoundDirectory, notDirectory } from './place-states.ts';

/** A directory before its entries are known. */
export interface OpenDraft {
  readonly spec: LookupPlace;
  readonly found: FoundDirectory;
  /** `dev:ino` of the directory. */
  readonly key: string;
}

/** A place before its entries are known. Without a directory, the facts are complete; `errno` says nothing about the host. */
export type Draft = { readonly facts: PlaceFacts; readonly errno?: string } | OpenDraft;

/** Whether a place has a directory that must be listed. */
export function isOpen(draft: Draft): draft is OpenDraft {
  return !('facts' in draft);
}

/** Looks at each place as `user`. A directory is listed for the first place that leads to it. */
export function draftPlaces(files: HostFiles, specs: readonly LookupPlace[], user: Credentials): Draft[] {
  const first = new Map<string, string>();
  return specs.map((spec) => {
    const { directory } = spec;
    const found = spec.deleted === true ? undefined : files.inspect(directory, user);
    if (found?.kind !== 'directory') {
      const errno = found?.kind === 'missing' && isPassing(found.errno) ? found.errno : undefined;
      return defined({ facts: notDirectory(spec, found), errno });
    }
    const stat = files.stat(directory);
    const key = stat.ok ? `${stat.stat.dev}:${stat.stat.ino}` : directory;
    const duplicateOf = first.get(key);
    if (duplicateOf !== undefined) {
      const { realPath } = found;
      return { facts: { directory, kind: spec.kind, state: 'duplicate', realPath, duplicateOf, entries: [] } };
    }
    first.set(key, directory);
    return { spec, found: { ...found, kind: 'directory' }, key };
  });
}
