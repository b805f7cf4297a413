import { type DockerInForce, dockerInForce } from '../../core/docker/in-force.ts';
import { KeptAnswers } from '../../core/inventory/kept-answers.ts';
import { mergeInventory } from '../../core/inventory/merge.ts';
import type { Policy } from '../../core/policy.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import type { Ownership } from '../../model/host/ownership.ts';
import type { InventoryFacts } from '../../model/inventory/inventory.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import type { Programs } from '../../sources/provenance/programs.ts';
import { namesIn, type Touched } from '../../sources/search-path/touched.ts';
import { hostOwnership } from '../ownership/host-ownership.ts';
import { Trails } from '../ownership/trails.ts';
import type { Scope } from '../scope.ts';
import { EqualSources } from './equal-sources.ts';
import { Explanations } from './explanations.ts';
import { type Elsewhere, exploreHost, lookElsewhere } from './explore-host.ts';
import { hostFacts, sameHost } from './host-facts.ts';
import { InspectedFiles } from './inspected-files.ts';
import { describeLook, type Look } from './look.ts';
import type { Observation, Observer } from './observe.ts';

/** The facts of a look, what it asked of the host while it merged, and what followed from both. */
interface Before {
  readonly host: HostFacts;
  readonly elsewhere: Elsewhere;
  readonly ownership: Ownership;
  readonly facts: InventoryFacts;
  /** Whether all kept answers belong to these facts. After a look at names, some may be about removed files. */
  readonly isWhole: boolean;
}

/** A look that has observed, and concluded nothing. */
interface Seen {
  readonly scope: Scope;
  readonly narrow: ReadonlySet<string> | undefined;
  readonly observation: Observation;
}

/** Where a directory has its device and inode: the name may be in each of them. */
const anyDirectory = '';

/** The part of `Programs` that a look needs. */
export type KnownPrograms = Pick<Programs, 'known' | 'dependsOn'>;

/** Observes and merges, and remembers from one look to the next which configuration of Docker is in effect. */
export class Looker {
  readonly #observer: Observer;
  readonly #policy: Policy;
  readonly #lookElsewhere: (host: HostFacts) => Elsewhere;
  #programs: KnownPrograms | undefined;
  readonly #trails: Trails;
  readonly #explanations: Explanations;
  readonly #ownership: () => Ownership;
  /** What the look before found out; a look at touched names keeps what does not depend on them. */
  readonly #answers = new KeptAnswers();
  readonly #seen: InspectedFiles;
  readonly #sources = new EqualSources();
  #docker: DockerInForce | undefined;
  /** The last look that merged. */
  #before: Before | undefined;

  constructor(
    observer: Observer,
    files: HostFiles,
    { policy, askerPath }: Pick<ObserveSettings, 'policy' | 'askerPath'>,
    programs?: KnownPrograms,
  ) {
    this.#observer = observer;
    this.#trails = new Trails(files);
    this.#explanations = new Explanations(files);
    this.#ownership = hostOwnership(files, this.#trails);
    this.#seen = new InspectedFiles(files);
    this.#programs = programs;
    this.#policy = policy;
    this.#lookElsewhere = ({ containerd }) => lookElsewhere(files, containerd, askerPath);
  }

  /** From now on, looks take what is known of programs from here. */
  learnFrom(programs: KnownPrograms): void {
    this.#programs = programs;
  }

  /**
   * Looks as far as `scope` says. Each path is inspected once, so that one look does not contradict itself; a look at touched
   * names inspects only what these names concern.
   */
  async look(scope: Scope, touched?: Touched): Promise<Look> {
    return this.conclude(await this.observe(scope, touched));
  }

  /** The first half of a look: what all sources say. */
  async observe(scope: Scope, touched?: Touched): Promise<Seen> {
    const concerned = scope === 'touched' ? this.#withNeeding(touched ?? new Map()) : undefined;
    return {
      scope,
      narrow: concerned && namesIn(concerned),
      observation: await this.#observer.observe(scope, concerned),
    };
  }

  /** The second half: what follows from it. */
  conclude({ scope, narrow, observation }: Seen): Look {
    const said = this.#sources.keep(observation);
    this.#docker = dockerInForce(said.docker, said.engine, this.#docker, said);
    const host = hostFacts(said, observation, this.#docker, this.#programs?.known(narrow));
    const before = this.#before;
    const readsSources = scope === 'sources' || scope === 'all';
    const isUnchanged = before !== undefined && this.#isUnchanged(host, narrow, before, readsSources);
    const facts = isUnchanged ? before.facts : this.#merge(host, narrow, readsSources);
    return describeLook(
      { observation, host, facts, narrow, isUnchanged: isUnchanged && narrow !== undefined },
      { files: this.#seen.facts, explanations: this.#explanations, programs: this.#programs },
    );
  }

  /** The names, and the ones of files that do not start without them. */
  #withNeeding(touched: Touched): Touched {
    const needing = this.#explanations.needing(namesIn(touched));
    return needing.length === 0 ? touched : new Map([...touched, [anyDirectory, new Set(needing)]]);
  }

  #merge(host: HostFacts, narrow: ReadonlySet<string> | undefined, readsSources: boolean): InventoryFacts {
    const before = this.#before;
    // A merge that throws has asked for a part only.
    this.#before = undefined;
    const keepsElsewhere = !readsSources && before?.host.containerd === host.containerd;
    const elsewhere = keepsElsewhere ? before.elsewhere : this.#lookElsewhere(host);
    this.#trails.begin(narrow);
    const doubted = [
      ...this.#seen.begin(host.containerd.user, narrow),
      ...this.#explanations.begin(host.containerd, narrow),
    ];
    const keeps = narrow !== undefined && before !== undefined;
    this.#answers.begin(host, this.#policy, keeps ? new Set([...narrow, ...doubted]) : undefined);
    // Accounts are not files of these names.
    const ownership = keeps ? before.ownership : this.#ownership();
    const facts = mergeInventory(host, this.#policy, (path) => this.#seen.inspect(path), {
      explore: exploreHost(elsewhere, this.#explanations),
      ownership,
      answers: this.#answers,
    });
    const isWhole = narrow === undefined || (narrow.size === 0 && before?.isWhole === true);
    this.#before = { host, elsewhere, ownership, facts, isWhole };
    return facts;
  }

  /**
   * Whether a look found nothing new, so that the same follows from it as before: it asks the host again for everything that
   * the merge before asked for, or only for what concerns these names.
   */
  #isUnchanged(
    host: HostFacts,
    names: ReadonlySet<string> | undefined,
    before: Before,
    readsSources: boolean,
  ): boolean {
    return (
      (names !== undefined || before.isWhole) &&
      sameHost(host, before.host) &&
      this.#seen.isUnchanged(host.containerd.user, names) &&
      this.#trails.isUnchanged(names) &&
      this.#explanations.isUnchanged(names) &&
      (names !== undefined || this.#ownership() === before.ownership) &&
      (!readsSources || before.elsewhere.isUnchanged())
    );
  }
}
