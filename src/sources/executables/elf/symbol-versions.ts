import type { ReadAt } from '../executable-format.ts';
import type { ElfFile } from './elf-file.ts';

/** A version of symbols, such as `GLIBC_2.38`, and the library that must have it. */
export interface WantedVersion {
  readonly library: string;
  readonly version: string;
}

const MAX_TABLE_BYTES = 65_536;
const MAX_ENTRIES = 1024;
const VER_FLG_WEAK = 2;

type Text = (at: number) => string | undefined;

/**
 * Versions that a program needs: `Elf64_Verneed`, each with a chain of `Elf64_Vernaux`. A weak one may be missing.
 * Undefined without a table. Bounded by the number of entries.
 */
export function wantedVersions(
  { fields }: ElfFile,
  readAt: ReadAt,
  at: number | undefined,
  text: Text,
): WantedVersion[] | undefined {
  if (at === undefined) return undefined;
  const table = readAt(at, MAX_TABLE_BYTES);
  const wanted: WantedVersion[] = [];
  for (const need of chain(table, 0, 16, (entry) => fields.u32(table, entry + 12))) {
    const library = text(fields.u32(table, need + 4));
    for (const one of chain(table, need + fields.u32(table, need + 8), 16, (entry) => fields.u32(table, entry + 12))) {
      const version = text(fields.u32(table, one + 8));
      const isWeak = (fields.u16(table, one + 4) & VER_FLG_WEAK) !== 0;
      if (library !== undefined && version !== undefined && !isWeak) wanted.push({ library, version });
    }
  }
  return wanted;
}

/** Versions that a library has: the first `Elf64_Verdaux` of each `Elf64_Verdef`. Undefined without a table. */
export function ownVersions(
  { fields }: ElfFile,
  readAt: ReadAt,
  at: number | undefined,
  text: Text,
): string[] | undefined {
  if (at === undefined) return undefined;
  const table = readAt(at, MAX_TABLE_BYTES);
  const versions: string[] = [];
  for (const one of chain(table, 0, 20, (entry) => fields.u32(table, entry + 16))) {
    const name = one + fields.u32(table, one + 12);
    const version = name + 4 <= table.length ? text(fields.u32(table, name)) : undefined;
    if (version !== undefined) versions.push(version);
  }
  return versions;
}

/** Offsets of the entries of a chain, each of which has the distance to the next; zero ends it. */
function* chain(table: Buffer, first: number, size: number, next: (entry: number) => number): Generator<number> {
  let at = first;
  for (let count = 0; count < MAX_ENTRIES && at + size <= table.length; count += 1) {
    yield at;
    const distance = next(at);
    if (distance === 0) return;
    at += distance;
  }
}
