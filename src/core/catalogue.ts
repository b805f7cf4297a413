import { grouped } from '../model/grouped.ts';
import type { CatalogueEntry } from '../model/inventory/catalogue.ts';
import data from './catalogue.json' with { type: 'json' };

/** Everything that is publicly known of shims and OCI runtimes, sorted by file name. */
export const catalogue = data as readonly CatalogueEntry[];

const entries: ReadonlyMap<string, CatalogueEntry> = new Map(catalogue.map((entry) => [entry.binary, entry]));

/** What is publicly known of a shim or an OCI runtime, by its file name; the file itself may be something else. */
export function catalogueEntry(binary: string): CatalogueEntry | undefined {
  return entries.get(binary);
}

/** The entries that people call `name` without being exact: `gvisor` for runsc, `nvidia` for nvidia-container-runtime. */
export function entriesCalled(name: string): readonly CatalogueEntry[] {
  return called.get(name.toLowerCase()) ?? [];
}

const called = grouped(catalogue, ({ binary, nicknames = [] }) => new Set([binary, ...nicknames]));
