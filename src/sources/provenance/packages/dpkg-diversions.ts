/** A path that dpkg installs elsewhere, for every package but one. */
export interface Diversion {
  readonly from: string;
  readonly to: string;
  /** The package that keeps the path `from`; `:` for a diversion of the administrator. */
  readonly by: string;
}

/** Reads dpkg's file of diversions: three lines each. */
export function parseDiversions(text: string): Diversion[] {
  const lines = text.split('\n');
  const diversions: Diversion[] = [];
  for (let at = 0; at + 2 < lines.length; at += 3) {
    const [from = '', to = '', by = ''] = lines.slice(at, at + 3);
    if (from.startsWith('/') && to.startsWith('/')) diversions.push({ from, to, by });
  }
  return diversions;
}

/**
 * The path that `owner` lists for the file that is now at `path`; undefined where a diversion keeps this package from
 * having its file there. Source: dpkg `src/main/filesdb.c`, `namenodetouse`.
 */
export function movedBy(diversions: readonly Diversion[], path: string, owner: string): string | undefined {
  const from = diversions.find((each) => each.from === path);
  if (from !== undefined) return from.by === owner ? path : undefined;
  const to = diversions.find((each) => each.to === path && each.by !== owner);
  return to === undefined ? path : to.from;
}
