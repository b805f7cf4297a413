import { compareCodePoints } from '../../../src/core/code-points.ts';
import { canonicalName } from '../../../src/core/containerd/runtime-name.ts';
import { isWeaker, meantByName, projectOf, strengthOfRuntime } from '../../../src/core/resolve/meant-project.ts';
import { bareNameOf, binaryOf, lastTwo, nicknamesIn, withoutVersion } from '../../../src/core/resolve/name-parts.ts';

/** Edits between two words, from the whole table of the textbook. */
export function plainDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swapped = isSwap ? at(row - 2, column - 2) + 1 : replaced;
      current.push(Math.min(replaced, swapped, at(row - 1, column) + 1, at(row, column - 1) + 1));
    }
  }
  return at(from.length, to.length);
}

/** What `didYouMean()` suggests, found by a comparison with each known name in turn. */
export function plainSuggestions(
  name: string,
  known: readonly string[],
  excluded: ReadonlySet<string>,
  isolationOf: (name: string) => string | undefined,
): string[] {
  const spelled = canonicalName(name.slice(name.lastIndexOf('/') + 1));
  const ranks = new Map<string, number>();
  for (const candidate of withoutAliases(known)) {
    const rank = candidate === name || excluded.has(candidate) ? undefined : rankOf(name, candidate);
    if (rank === undefined) continue;
    const limits = { sameName: rank < 2, isolation: isolationOf(candidate) };
    if (!isWeaker(projectOf(candidate), meantByName(name), limits)) ranks.set(candidate, rank);
  }
  if (spelled !== undefined) ranks.set(spelled, -1);
  const strength = (each: string) => strengthOfRuntime(projectOf(each), isolationOf(each));
  const sorted = Array.from(ranks).sort(
    ([a, rankA], [b, rankB]) => rankA - rankB || strength(b) - strength(a) || compareCodePoints(a, b),
  );
  const isSure = (sorted[0]?.[1] ?? 2) < 2;
  return sorted.flatMap(([each, rank]) => (isSure && rank >= 2 ? [] : [each])).slice(0, 3);
}

function withoutAliases(known: readonly string[]): string[] {
  return [...new Set(known)].filter((name) => {
    const binary = binaryOf(name);
    const canonical = binary === undefined ? undefined : canonicalName(binary);
    return canonical === undefined || canonical === name || !known.includes(canonical);
  });
}

function rankOf(name: string, candidate: string): number | undefined {
  const [typed, lower] = [name.trim().toLowerCase(), candidate.toLowerCase()];
  if (typed === lower) return 0;
  if (typed.length > 128 || lower.length > 128) return undefined;
  const last = typed.slice(typed.lastIndexOf('.') + 1);
  const bareNames = [last, withoutVersion(last), bareNameOf(typed)].filter((each) => each !== '');
  if (bareNames.includes(bareNameOf(lower))) return 1;
  const nicknames = nicknamesIn(candidate);
  if (Array.from(nicknamesIn(typed)).some((each) => nicknames.has(each))) return 2;
  const [written, goal] = [lastTwo(typed), typed.includes('.') ? lastTwo(lower) : bareNameOf(lower)];
  const distance = plainDistance(written, goal);
  return distance > Math.floor(Math.min(3, Math.max(goal.length, written.length) / 4)) ? undefined : 2 + distance;
}
