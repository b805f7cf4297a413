import { oncePer } from '../../model/once-per.ts';
import { compareCodePoints } from '../code-points.ts';
import { containerdRules, newestContainerd } from '../containerd/release.ts';
import { canonicalName, toBinaryName } from '../containerd/runtime-name.ts';
import { editDistance } from '../edit-distance.ts';
import { fileNameOf } from '../go/path.ts';
import { isWeaker, meantByName, strengthOfName } from './meant-project.ts';
import { bareNameOf, lastTwo, nicknamesIn, withoutVersion } from './name-parts.ts';

const mostSuggestions = 3;

/** Longer names are compared by equality only, so that the cost stays small for any input. */
const longestCompared = 128;

/** The best rank of a name that is another name than the one that was meant. */
const otherName = 2;

/** Names that are not worth suggesting, and how the host's runtimes isolate. */
interface Limits {
  readonly excluded?: ReadonlySet<string>;
  readonly isolationOf?: ((name: string) => string | undefined) | undefined;
  /** Whether the client accepts a name; every name by default. It is asked about the likeliest names only. */
  readonly isAccepted?: (name: string) => boolean;
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
  const spelled = canonicalName(fileNameOf(name));
  const meant = meantByName(name);
  const typed = typedName(name);
  const ranks = new Map<string, number>();
  for (const candidate of candidatesOf(known)) {
    if (candidate.name === name || excluded?.has(candidate.name)) continue;
    const rank = rankOf(typed, candidate);
    if (rank === undefined) continue;
    const isolation = isolationOf?.(candidate.name);
    const weaker = isWeaker(candidate.name, meant, { sameName: rank < otherName, isolation });
    if (!weaker) ranks.set(candidate.name, rank);
  }
  if (spelled !== undefined) ranks.set(spelled, -1);
  ranks.delete(name);
  const strengths = new Map([...ranks.keys()].map((each) => [each, strengthOfName(each, isolationOf?.(each))]));
  // Of two names that are as near, the one that isolates more is the safe one.
  const stronger = (a: string, b: string) => (strengths.get(b) ?? 0) - (strengths.get(a) ?? 0);
  const sorted = Array.from(ranks).sort(
    ([a, rankA], [b, rankB]) => rankA - rankB || stronger(a, b) || compareCodePoints(a, b),
  );
  const isSure = (sorted[0]?.[1] ?? otherName) < otherName;
  const likely = sorted.filter(([, rank]) => !isSure || rank < otherName).map(([candidate]) => candidate);
  return firstOf(likely, isAccepted);
}

function firstOf(names: readonly string[], isAccepted: (name: string) => boolean): string[] {
  const accepted: string[] = [];
  for (const name of names) {
    if (accepted.length === mostSuggestions) break;
    if (isAccepted(name)) accepted.push(name);
  }
  return accepted;
}

/** A name that may be suggested, with what is compared of it. */
interface Candidate {
  readonly name: string;
  readonly lower: string;
  /** The component before the version; the whole name where it has one component. */
  readonly bareName: string;
  readonly short: string;
  readonly nicknames: ReadonlySet<string>;
}

/** The candidates in a list of names; many questions are asked about one list. */
const candidatesOf = oncePer((known: readonly string[]): readonly Candidate[] =>
  withoutAliases(known).map((name) => {
    const lower = name.toLowerCase();
    return { name, lower, bareName: bareNameOf(lower), short: lastTwo(lower), nicknames: nicknamesIn(name) };
  }),
);

/** Leaves out a name when its canonical name is in the list too. */
function withoutAliases(known: readonly string[]): string[] {
  const all = new Set(known);
  return Array.from(all).filter((name) => {
    const binary = toBinaryName(name, containerdRules(newestContainerd));
    const canonical = binary === undefined ? undefined : canonicalName(binary);
    return canonical === undefined || canonical === name || !all.has(canonical);
  });
}

/** What a user wrote, with what is compared of it. */
interface Typed {
  readonly lower: string;
  /** What may be the component before the version. */
  readonly bareNames: readonly string[];
  readonly short: string;
  readonly nicknames: readonly string[];
}

function typedName(name: string): Typed {
  const lower = name.trim().toLowerCase();
  const last = lower.slice(lower.lastIndexOf('.') + 1);
  const bareNames = [last, withoutVersion(last), bareNameOf(lower)].filter((each) => each !== '');
  return { lower, bareNames, short: lastTwo(lower), nicknames: [...nicknamesIn(lower)] };
}

/** 0 for another letter case, 1 for the same name with another version, 2 for a nickname, more for a misspelling. */
function rankOf(typed: Typed, { lower, bareName, short, nicknames }: Candidate): number | undefined {
  if (typed.lower === lower) return 0;
  if (typed.lower.length > longestCompared || lower.length > longestCompared) return undefined;
  if (typed.bareNames.includes(bareName)) return 1;
  if (typed.nicknames.some((nickname) => nicknames.has(nickname))) return otherName;
  const goal = typed.lower.includes('.') ? short : bareName;
  const written = typed.short;
  const limit = Math.floor(Math.min(3, Math.max(goal.length, written.length) / 4));
  const distance = editDistance(written, goal, limit);
  return distance === undefined ? undefined : otherName + distance;
}
