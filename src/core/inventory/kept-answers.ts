import type { HostFacts } from '../../model/host/observation.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import type { ProgramFacts } from '../../model/host/program.ts';
import type { Handler } from '../../model/inventory/handler.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import { differenceOf, type Mapped, mappedAgain } from '../../model/item-by-item.ts';
import type { Resolution } from '../../model/resolution.ts';
import type { LookupResult } from '../containerd/lookup-result.ts';
import { KeptIndex } from '../kept-index.ts';
import type { Policy } from '../policy.ts';
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
 * the same inventory as one without: test/discovery/narrow-look.test.ts compares them on random hosts.
 */
export class KeptAnswers {
  #before: readonly unknown[] = [];
  #places: readonly PlaceFacts[] = [];
  #programs: Programs = new Map();
  #shims = new WeakMap<EntryFacts, KeptShim>();
  /** The shims of each directory. */
  readonly #shimsIn = new Map<string, Mapped<EntryFacts, MergedShim>>();
  /** Whether the shim of an entry may be another one than before. */
  #isDoubtful: (entry: EntryFacts) => boolean = () => true;
  /** What follows from lists of the inventory is remembered with it, item by item. */
  lists: object = {};
  /** The same for the entries of each directory. */
  readonly #listsIn = new Map<string, object>();
  readonly #byPath = new KeptIndex<MergedShim>(({ shim: { path, reason } }) =>
    reason === 'not-utf8' ? `\0${path}` : path,
  );
  readonly #byName = new Map<string, KeptIndex<EntryFacts>>();
  /** By runtime name. */
  readonly lookups = new Map<string, LookupResult>();
  /** By runtime name, or handler. */
  readonly named = new KeptWithGrounds<Runtime>();
  readonly implicit = new KeptWithGrounds<Runtime[]>();
  readonly handlers = new KeptWithGrounds<Handler>();
  readonly defaultRuntime = new KeptWithGrounds<Resolution>();

  /**
   * Forgets what the coming look may answer in another way. Only a look that is `narrow`, because it looked again at what
   * changed and at nothing else, keeps anything.
   */
  begin(observation: HostFacts, policy: Policy, isNarrow: boolean): void {
    const { containerd, containerdConfig, runningContainerd, docker, places, programs = new Map() } = observation;
    const now = [containerd, containerdConfig, runningContainerd, docker, policy, places.length];
    if (isNarrow && now.every((each, index) => each === this.#before[index])) this.#forget(places, programs);
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
  byPath(shims: readonly MergedShim[]): ReadonlyMap<string, MergedShim> {
    return this.#byPath.of(shims);
  }

  /** The entries of a place by their names, until the next merge. */
  byName({ directory, entries }: PlaceFacts): ReadonlyMap<string, EntryFacts> {
    const known = this.#byName.get(directory) ?? new KeptIndex(entryKey);
    this.#byName.set(directory, known);
    return known.of(entries);
  }

  /** The shims of a place; the ones that are not kept are described by `describe`. */
  shimsIn({ directory, entries }: PlaceFacts, describe: (entry: EntryFacts) => readonly MergedShim[]) {
    const mapped = mappedAgain(this.#shimsIn.get(directory), entries, describe, this.#isDoubtful);
    this.#shimsIn.set(directory, mapped);
    return mapped.results;
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
    this.lists = {};
    this.#listsIn.clear();
    this.#byName.clear();
    this.lookups.clear();
    for (const kept of [this.named, this.implicit, this.handlers, this.defaultRuntime]) kept.clear();
  }

  /** A name without a file name of its own, such as a path, is looked up again. */
  #forget(places: readonly PlaceFacts[], programs: Programs): void {
    const changed = changedNames(this.#places, places);
    const read = changedPrograms(this.#programs, programs);
    this.#isDoubtful = ({ binary, file }) =>
      changed.has(binary) || (read.size > 0 && file.kind === 'file' && read.has(file.realPath));
    for (const [name, { binary }] of this.lookups) {
      if (binary === undefined || binary.includes('/') || changed.has(binary)) this.lookups.delete(name);
    }
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

/** The paths of programs that are read, or read again. */
function changedPrograms(before: Programs, now: Programs): ReadonlySet<string> {
  if (before === now) return new Set();
  const isChanged = (path: string) => before.get(path) !== now.get(path);
  return new Set([...before.keys(), ...now.keys()].filter(isChanged));
}
