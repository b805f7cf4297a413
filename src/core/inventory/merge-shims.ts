import type { ContainerdFacts, EntryFacts, FileFact, HostFacts, Inspect, PlaceFacts } from '../../model/observation.ts';
import type { Shim, UnusedReason } from '../../model/shim.ts';
import { sortedByCodePoint } from '../code-points.ts';
import { lookUp } from '../containerd/lookup.ts';
import { aliases, canonicalName, whyNoRuntime } from '../containerd/runtime-name.ts';
import { isExecutable } from '../go/look-path.ts';
import { joinPaths } from '../go/path.ts';
import { allows, type Policy } from '../policy.ts';
import { firstSpelling } from './observed-files.ts';

/** A shim, and the file it was made of. */
export interface MergedShim {
  readonly shim: Shim;
  readonly file: FileFact;
}

/**
 * Every candidate file of the search path, each once, with what containerd makes of it, sorted by path.
 *
 * Which of several files is effective is what containerd's own lookup says; no second rule decides it.
 */
export function mergeShims(observation: HostFacts, policy: Policy, inspect: Inspect): MergedShim[] {
  const { places, containerd } = observation;
  const winnerOf = winners(observation, inspect);
  const merged = places.flatMap((place) =>
    candidatesOf(place).map((entry): MergedShim => {
      const runtime = entry.utf8 ? canonicalName(entry.binary) : undefined;
      const winner = runtime === undefined ? undefined : winnerOf(runtime);
      return { shim: describe(place, entry, runtime, { winner, containerd, policy }), file: entry.file };
    }),
  );
  return sortedByCodePoint(merged, ({ shim }) => shim.path);
}

/** The entries that speak for a place: those of a repeated directory stand with its first mention. */
export function candidatesOf(place: PlaceFacts): readonly EntryFacts[] {
  return place.state === 'duplicate' ? [] : place.entries.filter(({ file }) => !isGone(file));
}

interface Circumstances {
  readonly winner: string | undefined;
  readonly containerd: ContainerdFacts;
  readonly policy: Policy;
}

function winners({ places, containerd }: HostFacts, inspect: Inspect): (runtime: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (runtime) => {
    if (!known.has(runtime)) {
      const { path } = lookUp(runtime, containerd, inspect);
      known.set(runtime, path === undefined ? undefined : firstSpelling(path, places));
    }
    return known.get(runtime);
  };
}

function describe(
  { directory }: PlaceFacts,
  entry: EntryFacts,
  runtime: string | undefined,
  circumstances: Circumstances,
): Shim {
  const { binary, file } = entry;
  const path = joinPaths(directory, binary);
  return {
    binary,
    path,
    directory,
    ...standing(path, entry, circumstances),
    ...(runtime === undefined ? {} : { runtime }),
    aliases: runtime === undefined ? [] : aliases(binary),
    ...(file.kind === 'missing' || file.realPath === path ? {} : { realPath: file.realPath }),
  };
}

/** A file that wins from the cwd or beside containerd's executable is effective even when it cannot be executed. */
function standing(
  path: string,
  entry: EntryFacts,
  { winner, containerd, policy }: Circumstances,
): Pick<Shim, 'state' | 'reason' | 'shadowedBy'> {
  const denial: UnusedReason | undefined = allows(policy, entry.binary) ? undefined : 'policy-denied';
  const reason = intrinsicReason(entry, containerd) ?? denial;
  if (path === winner && denial === undefined)
    return { state: 'effective', ...(reason === undefined ? {} : { reason }) };
  if (reason !== undefined) return { state: 'unusable', reason };
  return winner === undefined ? { state: 'unusable' } : { state: 'shadowed', reason: 'shadowed', shadowedBy: winner };
}

function intrinsicReason(
  { binary, utf8, file }: EntryFacts,
  { executableTest }: ContainerdFacts,
): UnusedReason | undefined {
  if (!utf8) return 'not-utf8';
  const unreachable = whyNoRuntime(binary);
  if (unreachable !== undefined) return unreachable;
  if (file.kind === 'missing') return file.errno === 'EACCES' ? 'unreadable-directory' : 'dangling-symlink';
  if (file.kind === 'directory') return 'is-directory';
  if (file.kind !== 'file') return 'not-regular-file';
  return isExecutable(file, executableTest) ? undefined : 'not-executable';
}

/** Removed between the listing and the look. */
function isGone(file: FileFact): boolean {
  return file.kind === 'missing' && file.errno === 'ENOENT' && !file.dangling;
}
