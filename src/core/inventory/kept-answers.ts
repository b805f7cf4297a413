import type { HostFacts } from '../../model/host/observation.ts';
import type { EntryFacts, PlaceFacts } from '../../model/host/place-facts.ts';
import type { ProgramFacts } from '../../model/host/program.ts';
import type { Handler } from '../../model/inventory/handler.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import type { Resolution } from '../../model/resolution.ts';
import type { LookupResult } from '../containerd/lookup-result.ts';
import type { Policy } from '../policy.ts';
import { KeptWithGrounds } from './kept-with-grounds.ts';
import type { MergedShim } from './merge-shims.ts';

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
  #shims = new WeakMap<EntryFacts, KeptShim>();
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

  #clear(): void {
    this.#shims = new WeakMap();
    this.lookups.clear();
    for (const kept of [this.named, this.implicit, this.handlers, this.defaultRuntime]) kept.clear();
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
