import { parseVersion, type Version } from '../version.ts';

/** How long the containerd project repairs a release. */
export interface Support {
  readonly release: string;
  /** Long-term support. */
  readonly isLts: boolean;
  /** Last day or month of support, `YYYY-MM-DD` or `YYYY-MM`; absent where no date is known yet. */
  readonly end?: string;
}

/** Releases in their order, as of 2026-11-28. A release comes every four months. Source: containerd `RELEASES.md`. */
export const supportTable: readonly Support[] = [
  { release: '1.6', isLts: true, end: '2025-08-23' },
  { release: '1.7', isLts: true, end: '2026-09' },
  { release: '2.0', isLts: false, end: '2025-11-07' },
  { release: '2.1', isLts: false, end: '2026-05-05' },
  { release: '2.2', isLts: false, end: '2026-11-06' },
  { release: '2.3', isLts: true },
  { release: '2.4', isLts: false },
];

/** The entry of a version; undefined for a release that the table does not have. */
export function supportOf(version: string): Support | undefined {
  const release = parseVersion(version);
  return release && supportTable.find((each) => each.release === nameOf(release));
}

/** Whether the support of a release ended before `day`, `YYYY-MM-DD`; undefined where its end is not known. */
export function hasEnded(version: string, day: string): boolean | undefined {
  const end = supportOf(version)?.end;
  return end === undefined ? undefined : day.slice(0, end.length) > end;
}

/** `2.3`. */
export function nameOf({ major, minor }: Version): string {
  return `${major}.${minor}`;
}
