import { compareCodePoints } from '../code-points.ts';
import { canonicalName } from '../containerd/runtime-name.ts';
import { fileNameOf } from '../go/path.ts';
import { knownNames, type Ranks, typedName } from './known-names.ts';
import { isWeaker, meantByName, strengthOfRuntime } from './meant-project.ts';

const mostSuggestions = 3;

/** Names that are not worth suggesting, and how the host's runtimes isolate. */
interface Limits {
  readonly excluded?: ReadonlySet<string>;
  readonly isolationOf?: ((name: string) => string | undefined) | undefined;
  /** Whether the client accepts a name; every name by default. It is asked about the likeliest names only. */
  readonly isAccepted?: (name: string) => boolean;
}

/** A name that may be suggested: how near it is, and how much it isolates. */
interface Ranked {
  readonly name: string;
  readonly rank: number;
  readonly strength: number;
}

/**
 * Names out of `known` that the user may have meant by `name`, likeliest first, three at most.
 *
 * A shim's file name becomes its runtime name. Then come other letter case, the same name with another version, for which
 * nothing else is suggested, nicknames, and misspellings of the last two components, the only ones containerd reads.
 * No suggestion isolates less than what `name` stands for. Excluded names, and names that the client refuses, are not
 * suggested either.
 */
export function didYouMean(
  name: string,
  known: readonly string[],
  { excluded, isolationOf, isAccepted = () => true }: Limits = {},
): string[] {
  const typed = typedName(name);
  const meant = meantByName(name);
  const names = knownNames(known);
  const spelled = canonicalName(fileNameOf(name));
  const left = (ranks: Ranks, sameName: boolean): Ranked[] =>
    Array.from(ranks).flatMap(([candidate, rank]) => {
      if (candidate.name === name || candidate.name === spelled || excluded?.has(candidate.name)) return [];
      const isolation = isolationOf?.(candidate.name);
      if (isWeaker(candidate.project, meant, { sameName, isolation })) return [];
      return [{ name: candidate.name, rank, strength: strengthOfRuntime(candidate.project, isolation) }];
    });
  const meantFile = spelled === undefined || spelled === name ? [] : [{ name: spelled, rank: -1, strength: 0 }];
  const same = [...meantFile, ...left(names.sameAs(typed), true)];
  const likely = same.length > 0 ? same : left(names.similarTo(typed), false);
  return firstOf(inOrder(likely), isAccepted);
}

/** Nearest first. Of two names that are as near, the one that isolates more is the safe one. */
function* inOrder(names: readonly Ranked[]): Generator<string> {
  const ranks = [...new Set(names.map(({ rank }) => rank))].sort((a, b) => a - b);
  for (const rank of ranks) {
    const near = names.filter((each) => each.rank === rank);
    near.sort((a, b) => b.strength - a.strength || compareCodePoints(a.name, b.name));
    for (const { name } of near) yield name;
  }
}

function firstOf(names: Iterable<string>, isAccepted: (name: string) => boolean): string[] {
  const accepted: string[] = [];
  for (const name of names) {
    if (isAccepted(name)) accepted.push(name);
    if (accepted.length === mostSuggestions) break;
  }
  return accepted;
}
