import { compareCodePoints } from '../code-points.ts';
import { containerdRules, newestContainerd } from '../containerd/release.ts';
import { canonicalName, toBinaryName } from '../containerd/runtime-name.ts';
import { editDistance } from '../edit-distance.ts';

const mostSuggestions = 3;

/** Longer names are compared by equality only, so that the cost stays small for any input. */
const longestCompared = 128;

/**
 * Names out of `known` that the user may have meant by `name`, likeliest first, three at most.
 *
 * A shim's file name becomes its runtime name; then come other letter case, a bare `kata` for its full name, and
 * misspellings of the last two components, the only ones containerd reads.
 */
export function didYouMean(name: string, known: readonly string[]): string[] {
  const spelled = canonicalName(name.slice(name.lastIndexOf('/') + 1));
  const ranks = new Map<string, number>();
  for (const candidate of withoutAliases(known)) {
    const rank = rankOf(name, candidate);
    if (rank !== undefined) ranks.set(candidate, rank);
  }
  if (spelled !== undefined) ranks.set(spelled, -1);
  ranks.delete(name);
  return Array.from(ranks)
    .sort(([a, rankA], [b, rankB]) => rankA - rankB || compareCodePoints(a, b))
    .slice(0, mostSuggestions)
    .map(([candidate]) => candidate);
}

/** Leaves out a name when its canonical name is in the list too. */
function withoutAliases(known: readonly string[]): string[] {
  const all = new Set(known);
  return Array.from(all).filter((name) => {
    const binary = toBinaryName(name, containerdRules(newestContainerd));
    const canonical = binary === undefined ? undefined : canonicalName(binary);
    return canonical === undefined || canonical === name || !all.has(canonical);
  });
}

function rankOf(name: string, candidate: string): number | undefined {
  const typed = name.trim().toLowerCase();
  const meant = candidate.toLowerCase();
  if (typed === meant) return 0;
  const components = meant.split('.');
  const bareName = components.length > 1 ? components.at(-2) : undefined;
  const lastTyped = typed.slice(typed.lastIndexOf('.') + 1);
  const short = lastTwo(meant);
  if (lastTyped !== '' && (lastTyped === bareName || lastTyped === short.replace('.', '-'))) return 1;
  if (typed.length > longestCompared || meant.length > longestCompared) return undefined;
  const goal = typed.includes('.') ? short : (bareName ?? meant);
  const written = lastTwo(typed);
  const limit = Math.floor(Math.min(3, Math.max(goal.length, written.length) / 4));
  const distance = editDistance(written, goal, limit);
  return distance === undefined ? undefined : 1 + distance;
}

function lastTwo(name: string): string {
  return name.split('.').slice(-2).join('.');
}
