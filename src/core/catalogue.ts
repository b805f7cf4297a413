import type { CatalogueEntry } from '../model/catalogue.ts';
import data from './catalogue.json' with { type: 'json' };

const entries: ReadonlyMap<string, CatalogueEntry> = new Map(
  (data as readonly CatalogueEntry[]).map((entry) => [entry.binary, entry]),
);

/** What is publicly known of a shim or an OCI runtime, by its file name; the file itself may be something else. */
export function catalogueEntry(binary: string): CatalogueEntry | undefined {
  return entries.get(binary);
}
