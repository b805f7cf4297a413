import type { HostFacts } from '../../model/host/observation.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import type { ProgramFacts } from '../../model/host/program.ts';
import type { Handler } from '../../model/inventory/handler.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import { differenceOf, type Mapped, mappedAgain } from '../../model/item-by-item.ts';
import type { Resolution } from '../../model/resolution.ts';
import type { OciRuntime } from '../containerd/find-oci-runtime.ts';
import { fileNameOf } from '../go/path.ts';
import { type Index, KeptIndex, KeptResults } from '../kept-index.ts';
import type { Policy } from '../policy.ts';
import { runningKey } from '../running/file-holders.ts';
import { KeptLookups } from './kept-lookups.ts';
import { KeptWithGrounds } from './kept-with-grounds.ts';
import type { MergedShim } from './merge-shims.ts';
import { entryKey } from './observed-files.ts';

type Programs = NonNullable<HostFacts['programs']>;

/** A shim, and what it was described from in addition to its entry. */
interface KeptShim {
  readonly winner: string | undefined;
  readonly program: ProgramFacts | undefined;
  readonly merged: MergedShim;
}

/**
 * Answers of the look before, for a look at a few names: it keeps what depends on no other name. A merge with them gives
 * the same inventory as one without: test/discovery/look/narrow-look.test.ts compares them on random hosts.
 */
export class KeptAnswers {
  #before: readonly unknown[] = [];
  #places: readonly PlaceFacts[] = [];
  #programs: Programs = new Map();
  #shims = new WeakMap<EntryFacts, KeptShim>();
  /** The shims of each directory. */
  readonly #shimsIn = new Map<string, KeptResults<EntryFacts, MergedShim>>();
  #implicit: Mapped<string, Runtime> | undefined;
  /** Names whose shims may be others than before; undefined: all. */
  #changed: ReadonlySet<string> | undefined;
  /** What follows from lists of the inventory is remembered with it, item by item. */
  lists: object = {};
  /** The same for the entries of each directory. */
  readonly #listsIn = new Map<string, object>();
  readonly #byPath = new KeptIndex<MergedShim>(({ shim: { path, reason } }) =>
    reason === 'not-utf8' ? `\0${path}` : path,
  );
  readonly #byDirectory = new KeptIndex<PlaceFacts>(({ directory }) => directory);
  readonly #byName = new Map<string, KeptIndex<EntryFacts>>();
  /** The places by their directories, and the entries of one by their names, until the next merge. */
  readonly indexes = {
    byDirectory: (places: readonly PlaceFacts[]): Index<PlaceFacts> => this.#byDirectory.of(places),
    byName: ({ directory, entries }: PlaceFacts): Index<EntryFacts> => {
      const known = this.#byName.get(directory) ?? new KeptIndex(entryKey);
      this.#byName.set(directory, known);
      return known.of(entries);
    },
  };
  /** By runtime name. */
  readonly lookups = new KeptLookups();
  /** By runtime name, or handler. */
  readonly named = new KeptWithGrounds<Runtime>();
  readonly refused = new KeptWithGrounds<Runtime[]>();
  readonly implicit = new KeptWithGrounds<Runtime[]>();
  readonly handlers = new KeptWithGrounds<Handler>();
  readonly defaultRuntime = new KeptWithGrounds<Resolution>();
  /** By the name that the runc shim looks for. */
  readonly ociRuntimes = new KeptWithGrounds<OciRuntime>();
  readonly #withGrounds = [
    this.named,
    this.refused,
    this.implicit,
    this.handlers,
    this.defaultRuntime,
    this.ociRuntimes,
  ];

  /**
   * Drops results that this look may change. Results are kept only if the look has read nothing but files with these
   * `names`; undefined: it has read everything.
   */
  begin(observation: HostFacts, policy: Policy, names: ReadonlySet<string> | undefined): void {
    const { containerd, containerdConfig, runningContainerd, docker, running, places } = observation;
    const { programs = new Map() } = observation;
    const runs = runningKey(running);
    const now = [containerd, containerdConfig, runningContainerd, docker, policy, places.length, runs];
    const isKept = names !== undefined && now.every((each, index) => each === this.#before[index]);
    if (isKept) this.#forget(places, programs, names);
    else this.#clear();
    this.#before = now;
    this.#places = places;
    this.#programs = programs;
  }

  /** What follows from the entries of a directory is remembered with it, item by item. */
  listsIn(directory: string): object {
    const known = this.#listsIn.get(directory) ?? {};
    this.#listsIn.set(directory, known);
    return known;
  }

  /** The shims by their paths, until the next merge; without the ones whose names are not text. */
  byPath(shims: readonly MergedShim[]): Index<MergedShim> {
    return this.#byPath.of(shims);
  }

  /** The shims of a place; the ones that are not kept are described by `describe`. */
  shimsIn({ directory, entries }: PlaceFacts, describe: (entry: EntryFacts) => readonly MergedShim[]) {
    const kept = this.#shimsIn.get(directory) ?? new KeptResults(({ binary }) => binary);
    this.#shimsIn.set(directory, kept);
    return kept.of(entries, describe, this.#changed);
  }

  /** The runtimes of names that nobody configured; the ones that are not kept are described by `describe`. */
  implicitOf(names: readonly string[], describe: (name: string) => readonly Runtime[]): readonly Runtime[] {
    this.#implicit = mappedAgain(this.#implicit, names, describe, this.implicit.doubtful);
    return this.#implicit.results;
  }

  /** The shim of an entry, described by `describe` where it is not kept. */
  shim(entry: EntryFacts, given: Omit<KeptShim, 'merged'>, describe: () => MergedShim): MergedShim {
    const kept = this.#shims.get(entry);
    if (kept !== undefined && kept.winner === given.winner && kept.program === given.program) return kept.merged;
    const merged = describe();
    this.#shims.set(entry, { ...given, merged });
    return merged;
  }

  #clear(): void {
    this.#shims = new WeakMap();
    this.#shimsIn.clear();
    this.#implicit = undefined;
    this.lists = {};
    this.#listsIn.clear();
    this.#byName.clear();
    this.#changed = undefined;
    this.lookups.clear();
    for (const kept of this.#withGrounds) {
      kept.clear();
      kept.doubt(undefined);
    }
  }

  #forget(places: readonly PlaceFacts[], programs: Programs, names: ReadonlySet<string>): void {
    const changed = new Set([
      ...changedNames(this.#places, places),
      ...namesOfPrograms(places, changedPrograms(this.#programs, programs)),
    ]);
    this.#changed = changed;
    const doubted = new Set([...changed, ...names]);
    for (const kept of this.#withGrounds) kept.doubt(doubted);
    this.lookups.forget(changed);
  }
}

/** The names of entries that are not the same objects in both. */
function changedNames(before: readonly PlaceFacts[], now: readonly PlaceFacts[]): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const [position, place] of now.entries()) {
    const old = before[position];
    if (old === place) continue;
    const { start, end, oldEnd } = differenceOf(old?.entries ?? [], place.entries);
    const left = new Set(old?.entries.slice(start, oldEnd));
    const right = new Set(place.entries.slice(start, end));
    for (const entry of left) if (!right.has(entry)) changed.add(entry.binary);
    for (const entry of right) if (!left.has(entry)) changed.add(entry.binary);
  }
  return changed;
}

/** The names of programs, and of the entries that lead to them. */
function namesOfPrograms(places: readonly PlaceFacts[], read: ReadonlySet<string>): readonly string[] {
  if (read.size === 0) return [];
  const entries = places.flatMap((place) => place.entries);
  const leading = entries.filter(({ file }) => file.kind !== 'missing' && read.has(file.realPath));
  return [...[...read].map(fileNameOf), ...leading.map(({ binary }) => binary)];
}

/** The paths of programs that are read, or read again. */
function changedPrograms(before: Programs, now: Programs): ReadonlySet<string> {
  if (before === now) return new Set();
  const isChanged = (path: string) => before.get(path) !== now.get(path);
  return new Set([...before.keys(), ...now.keys()].filter(isChanged));
}
