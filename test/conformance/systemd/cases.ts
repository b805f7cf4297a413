import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What real systemd made of a unit. */
export interface Answer {
  /** Properties that `systemctl show` prints. */
  readonly show: Readonly<Record<string, string>>;
  /** The process it started, absent where there was none. */
  readonly process?: {
    readonly argv: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly cwd: string;
  };
}

/** A unit with the files that belong to it. */
export interface UnitCase {
  readonly what: string;
  readonly group: string;
  readonly unit: string;
  readonly files: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
  readonly answer: Answer;
}

/** The recorded cases. */
export interface UnitVectors {
  readonly meta: Readonly<Record<string, string>>;
  /** Files of every host. */
  readonly base: Readonly<Record<string, string>>;
  readonly cases: readonly UnitCase[];
}

/** Where the recorded cases are. */
export const vectorsFile = join(import.meta.dirname, '..', '..', 'fixtures', 'vectors', 'systemd_units.json');

/** Reads the recorded cases. */
export function readVectors(): UnitVectors {
  return JSON.parse(readFileSync(vectorsFile, 'utf8'));
}

/** The cases by the host they are on. */
export function groupsOf({ cases }: UnitVectors): Map<string, UnitCase[]> {
  const groups = new Map<string, UnitCase[]>();
  for (const one of cases) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return groups;
}

/** Writes the files of a host with these cases below `root`. */
export function writeHost(root: string, { base }: UnitVectors, cases: readonly UnitCase[]): void {
  const place = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const { files } of [{ files: base }, ...cases]) {
    for (const [path, text] of Object.entries(files)) writeFileSync(place(path), text);
  }
  for (const { links } of cases) {
    for (const [path, target] of Object.entries(links)) symlinkSync(target, place(path));
  }
}
