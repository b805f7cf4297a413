import type { SourceName, SourceState } from '../model/inventory/source.ts';

/** What could not be read of the targets of a host. */
export interface Unread {
  readonly source: SourceName;
  readonly message: string;
}

/** The sources of `targets`, in the order of their names: what could not be read makes its source unreadable. */
export function targetSources(unread: readonly Unread[], areHidden: boolean): readonly SourceState[] {
  return names.map((source) => {
    const own = unread.filter((each) => each.source === source).map(({ message }) => message);
    const hidden = areHidden && source !== 'containerd-config' ? [hiddenProcesses] : [];
    const message = [...hidden, ...new Set(own)].join('. ');
    return message === '' ? { source, state: 'read' } : { source, state: 'unreadable', message };
  });
}

const hiddenProcesses = 'The processes of other users are hidden: run shimdex as root to see them';

const names: readonly SourceName[] = ['containerd-config', 'containerd-process', 'docker-config'];
