import type { SourceState } from '../../model/source.ts';
import { printable } from './printable.ts';

const words: Readonly<Record<SourceState['state'], string | undefined>> = {
  read: undefined,
  assumed: 'Assumed',
  absent: 'Not found',
  unreadable: 'Not read',
  stale: 'Out of date',
};

/** One line for each source that was not read as it should be, and has something to say about it; ends in a line break. */
export function renderSourceNotes(sources: readonly SourceState[]): string {
  return sources
    .flatMap(({ source, state, file, message }) => {
      const word = words[state];
      if (word === undefined || (message === undefined && file === undefined)) return [];
      const what = message ?? `"${file}"`;
      return [`${printable(`${word}: ${what} (${source})`)}\n`];
    })
    .join('');
}
