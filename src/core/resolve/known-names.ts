import { grouped } from '../../model/grouped.ts';
import { oncePer } from '../../model/once-per.ts';
import { canonicalName } from '../containerd/runtime-name.ts';
import { type MeantProject, projectOf } from './meant-project.ts';
import { bareNameOf, binaryOf, lastTwo, nicknamesIn, withoutVersion } from './name-parts.ts';
import { similarKeys } from './similar-words.ts';

/** Longer names are compared by equality only, so that the cost stays small for any input. */
const longestCompared = 128;

/** Most edits that a misspelling has. */
const mostEdits = 3;

/** A name that may be suggested. */
export class Candidate {
  readonly name: string;
  readonly lower: string;
  #project: MeantProject | undefined;

  constructor(name: string) {
    this.name = name;
    this.lower = name.toLowerCase();
  }

  /** What it stands for; few candidates are asked. */
  get project(): MeantProject {
    this.#project ??= projectOf(this.name);
    return this.#project;
  }
}

/** How near candidates are: 0 for another letter case, 1 for another version, 2 for a nickname, more for a misspelling. */
export type Ranks = ReadonlyMap<Candidate, number>;

/** The best rank of a name that is another name than the one that was meant. */
const otherName = 2;

/** What a user wrote, with what is compared of it. */
export interface TypedName {
  readonly lower: string;
  /** What may be the component before the version. */
  readonly bareNames: readonly string[];
  readonly short: string;
  readonly nicknames: readonly string[];
}

/** Splits what a user wrote. */
export function typedName(name: string): TypedName {
  const lower = name.trim().toLowerCase();
  const last = lower.slice(lower.lastIndexOf('.') + 1);
  const bareNames = [last, withoutVersion(last), bareNameOf(lower)].filter((each) => each !== '');
  return { lower, bareNames, short: lastTwo(lower), nicknames: [...nicknamesIn(lower)] };
}

/** The names of a list, found by what they have in common with another name. */
class KnownNames {
  readonly #byText: Groups;
  readonly #byBareName: Groups;
  readonly #byShort: Groups;
  readonly #byNickname: Groups;

  constructor(known: readonly string[]) {
    const all = withoutAliases(known).map((name) => new Candidate(name));
    const compared = all.filter(({ lower }) => lower.length <= longestCompared);
    this.#byText = grouped(all, ({ lower }) => [lower]);
    this.#byBareName = grouped(compared, ({ lower }) => [bareNameOf(lower)]);
    this.#byShort = grouped(compared, ({ lower }) => [lastTwo(lower)]);
    this.#byNickname = grouped(compared, ({ name }) => nicknamesIn(name));
  }

  /** The same name in other letter case or with another version. */
  sameAs({ lower, bareNames }: TypedName): Ranks {
    const ranks = new Map<Candidate, number>();
    rank(ranks, this.#byText.get(lower), 0);
    if (lower.length > longestCompared) return ranks;
    for (const bareName of bareNames) rank(ranks, this.#byBareName.get(bareName), 1);
    return ranks;
  }

  /** Names with the same nickname, and names of which the other one may be a misspelling. */
  similarTo({ lower, short, nicknames }: TypedName): Ranks {
    const ranks = new Map<Candidate, number>();
    if (lower.length > longestCompared) return ranks;
    for (const nickname of nicknames) rank(ranks, this.#byNickname.get(nickname), otherName);
    const goals = lower.includes('.') ? this.#byShort : this.#byBareName;
    for (const [goal, distance] of similarKeys(goals).near(short, editsIn(short.length + mostEdits))) {
      const isNear = distance <= editsIn(Math.max(goal.length, short.length));
      if (isNear) rank(ranks, goals.get(goal), otherName + distance);
    }
    return ranks;
  }
}

/** The candidates in a list of names; many questions are asked about one list. */
export const knownNames = oncePer((known: readonly string[]) => new KnownNames(known));

/** How many edits a misspelling of a word of so many letters may have. */
function editsIn(letters: number): number {
  return Math.min(mostEdits, Math.floor(letters / 4));
}

/** Gives candidates that have no rank yet this one. */
function rank(ranks: Map<Candidate, number>, candidates: readonly Candidate[] = [], value: number): void {
  for (const candidate of candidates) {
    if (!ranks.has(candidate)) ranks.set(candidate, value);
  }
}

/** Leaves out a name when its canonical name is in the list too. */
function withoutAliases(known: readonly string[]): string[] {
  const all = new Set(known);
  return Array.from(all).filter((name) => {
    const binary = binaryOf(name);
    const canonical = binary === undefined ? undefined : canonicalName(binary);
    return canonical === undefined || canonical === name || !all.has(canonical);
  });
}

type Groups = ReadonlyMap<string, readonly Candidate[]>;
