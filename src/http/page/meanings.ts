import { readMeanings } from '../../core/findings/meanings.ts';
import type { PageFile } from './files.ts';

/** A file of the page for each finding, with what it means. The page loads it when a reader asks for it. */
export function meaningFiles(findingsPage: string | undefined): readonly PageFile[] {
  if (findingsPage === undefined) return [];
  return Array.from(readMeanings(findingsPage), ([code, meaning]) => ({
    path: `meanings/${code}.json`,
    mediaType: 'application/json',
    text: `${JSON.stringify(meaning)}\n`,
  }));
}
