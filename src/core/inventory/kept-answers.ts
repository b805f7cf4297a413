import type { HostFacts } from '../../model/host/observation.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import type { ProgramFacts } from '../../model/host/program.ts';
import type { ShimEvidence } from '../../model/host/shim-evidence.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import type { LookupResult } from '../containerd/lookup-result.ts';
import type { Policy } from '../policy.ts';
import type { MergedShim } from './merge-shims.ts';

/** A shim, and what it was described from in addition to its entry. */
interface KeptShim {
  readonly winner: string | undefined;
  readonly program: ProgramFacts | undefined;
  readonly merged: MergedShim;
}

/** What a runtime that starts was described from. */
interface KeptRuntime {
  readonly looked: LookupResult;
  readonly evidence: ShimEvidence | undefined;
  readonly runtimes: readonly Runtime[];
}

/**
 * Answers of the look before, for a look at a few names: it keeps what depends on no other name. A merge with them gives
 * the same inventory as one without: test/discovery/narrow-look.test.ts compares them on random hosts.
 */
export class KeptAnswers {
  #before: readonly unknown[] = [];
  #places: readonly PlaceFacts[] = [];
  #shims = new WeakMap<EntryFacts, KeptShim>();
  /** By runtime name. */
  readonly lookups = new Map<string, LookupResult>();
  readonly #runtimes = new Map<string, KeptRuntime>();

  /**
   * Forgets what the coming look may answer in another way. Only a look that is `narrow`, because it looked again at what
   * changed and at nothing else, keeps anything.
   */
  begin(observation: HostFacts, policy: Policy, isNarrow: boolean): void {
    const { containerd, containerdConfig, runningContainerd, docker, places } = observation;
    const now = [containerd, containerdConfig, runningContainerd, docker, policy, places.length];
    if (isNarrow && now.every((each, index) => each === this.#before[index])) this.#forget(places);
    else this.#clear();
    this.#before = now;
    this.#places = places;
  }

  /** The shim of an entry, described by `describe` where it is not kept. */
  shim(entry: EntryFacts, given: Omit<KeptShim, 'merged'>, describe: () => MergedShim): MergedShim {
    const kept = this.#shims.get(entry);
    if (kept !== undefined && kept.winner === given.winner && kept.program === given.program) return kept.merged;
    const merged = describe();
    this.#shims.set(entry, { ...given, merged });
    return merged;
  }

  /** The runtimes of a name, described by `describe` where they are not kept: only what starts depends on nothing else. */
  runtimes(
    name: string,
    evidenceOf: (path: string) => ShimEvidence | undefined,
    describe: () => readonly Runtime[],
  ): readonly Runtime[] {
    const evidence = ({ path }: LookupResult) => (path === undefined ? undefined : evidenceOf(path));
    const kept = this.#runtimes.get(name);
    const known = this.lookups.get(name);
    if (kept !== undefined && known === kept.looked && evidence(known) === kept.evidence) return kept.runtimes;
    const runtimes = describe();
    const looked = this.lookups.get(name);
    const isWhole = runtimes.length > 0 && runtimes.every(({ available }) => available === true);
    if (looked !== undefined && isWhole) this.#runtimes.set(name, { looked, evidence: evidence(looked), runtimes });
    else this.#runtimes.delete(name);
    return runtimes;
  }

  #clear(): void {
    this.#shims = new WeakMap();
    this.lookups.clear();
    this.#runtimes.clear();
  }

  /** A name without a file name of its own, such as a path, is looked up again. */
  #forget(places: readonly PlaceFacts[]): void {
    const changed = changedNames(this.#places, places);
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
    const [left, right] = [new Set(old?.entries ?? []), new Set(place.entries)];
    for (const entry of left) if (!right.has(entry)) changed.add(entry.binary);
    for (const entry of right) if (!left.has(entry)) changed.add(entry.binary);
  }
  return changed;
}
