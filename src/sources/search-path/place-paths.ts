import type { PlaceFacts } from '../../model/host/place-facts.ts';
import { isPlain, pathIn } from './touched.ts';

/** Adds places, and the shims found in them. */
export function addShimPaths(places: readonly PlaceFacts[], paths: Set<string>): void {
  for (const { directory, duplicateOf, entries } of places) {
    paths.add(directory);
    if (duplicateOf !== undefined) continue;
    for (const entry of entries) {
      const { binary, file } = entry;
      // A set finds the same text faster than an equal one.
      const isItsOwn = file.kind === 'file' && isPlain(entry, directory);
      paths.add(isItsOwn ? file.realPath : pathIn(directory, binary));
    }
  }
}

/** Adds where the links of the shims end. */
export function addShimFiles(places: readonly PlaceFacts[], files: Set<string>): void {
  for (const { entries } of places) {
    for (const { file } of entries) if (file.kind === 'file') files.add(file.realPath);
  }
}
