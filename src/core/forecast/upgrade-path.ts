import { parseVersion, type Version } from '../version.ts';
import { nameOf, supportTable } from './support.ts';

/** Whether a change of release is supported, and one sentence about it. */
export interface UpgradePath {
  readonly supported: boolean;
  readonly message: string;
}

/**
 * Whether the containerd project supports a change from one release to another: one minor release at a time, or from one
 * long-term release to the next. undefined when a version cannot be read, or the order of the releases is not known.
 *
 * Source: containerd `RELEASES.md`, "Upgrade Path".
 */
export function supportedUpgrade(from: string, to: string): UpgradePath | undefined {
  const [before, after] = [parseVersion(from), parseVersion(to)];
  if (before === undefined || after === undefined) return undefined;
  const [old, next] = [nameOf(before), nameOf(after)];
  if (old === next) return { supported: true, message: `Both are containerd ${old}` };
  if (isOlder(after, before)) return downgrade(before, after);
  if (isNextMinor(before, after)) return { supported: true, message: `containerd ${next} follows ${old}` };
  if (isNextLts(old, next))
    return { supported: true, message: `containerd ${next} is the next long-term release after ${old}` };
  if (mayFollow(before, after)) return undefined;
  const message = `containerd supports an upgrade by one minor release, or to the next long-term release, not from ${old} to ${next}`;
  return { supported: false, message };
}

function downgrade(before: Version, after: Version): UpgradePath {
  const message = `containerd does not support a downgrade from ${nameOf(before)} to ${nameOf(after)}`;
  const kills = before.major >= 2 && after.major < 2;
  return { supported: false, message: kills ? `${message}: it kills every container that runs` : message };
}

function isOlder(one: Version, other: Version): boolean {
  return one.major === other.major ? one.minor < other.minor : one.major < other.major;
}

/** 2.0 follows 1.7, the last release of 1.x. */
function isNextMinor(before: Version, after: Version): boolean {
  if (before.major === after.major) return after.minor === before.minor + 1;
  return nameOf(before) === '1.7' && nameOf(after) === '2.0';
}

/** A release that the table does not have may be the next long-term release, or the first of a new major version. */
function mayFollow(before: Version, after: Version): boolean {
  if (supportTable.some(({ release }) => release === nameOf(after))) return false;
  return before.major < after.major || longTerm.includes(nameOf(before));
}

const longTerm = supportTable.filter(({ isLts }) => isLts).map(({ release }) => release);

function isNextLts(old: string, next: string): boolean {
  const index = longTerm.indexOf(old);
  return index >= 0 && longTerm[index + 1] === next;
}
