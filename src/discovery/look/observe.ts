import { placesOf } from '../../core/containerd/places.ts';
import { errnoText } from '../../core/go/errno-text.ts';
import { markSource } from '../../core/mark-source.ts';
import { defined } from '../../model/defined.ts';
import type { PlaceFacts } from '../../model/host/place-facts.ts';
import type { RunningFacts } from '../../model/host/running.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import { joined } from '../../model/joined.ts';
import { oncePer, oncePerDetail } from '../../model/once-per.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import type { ParseDockerd } from '../../sources/docker/read-dockerd.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import type { RunningQuestion } from '../../sources/running/question.ts';
import { Running, type RunningReading } from '../../sources/running/running.ts';
import { PlaceScanner, type ScanTrouble } from '../../sources/search-path/scan-places.ts';
import type { Touched } from '../../sources/search-path/touched.ts';
import type { Scope } from '../scope.ts';
import { KeptSources } from './kept-sources.ts';
import { type Daemons, SourceReader, type Sources } from './source-reader.ts';

/** What all sources saw in one look. */
export interface Observation extends Omit<Sources, 'runningQuestion'> {
  readonly places: readonly PlaceFacts[];
  readonly running: RunningFacts;
  /** Directories in which something that runs appears or disappears. */
  readonly runningDirectories: readonly string[];
  /** Paths whose change makes `running` outdated. */
  readonly runningDependsOn: readonly string[];
  /** Something is so new that it must be looked at again soon. */
  readonly isSettling: boolean;
  /** Something could not be read for a reason of this machine; older facts are kept. */
  readonly isInterrupted: boolean;
}

/** Asks every source and collects the answers; judges nothing. */
export class Observer {
  readonly #files: HostFiles;
  readonly #sources: KeptSources;
  readonly #scanner: PlaceScanner;
  readonly #running: Running;
  /** What ran when that could be read. */
  #runs: RunningReading | undefined;

  /** The first look waits `graceMs` for the daemons, for containerd at most half a second; later looks take the last answers. */
  constructor(files: HostFiles, settings: ObserveSettings, daemons: Daemons, graceMs: number, parse?: ParseDockerd) {
    this.#files = files;
    this.#sources = new KeptSources(files, new SourceReader(files, settings, daemons, graceMs, parse));
    this.#scanner = new PlaceScanner(files);
    this.#running = new Running(files);
  }

  /** Looks as far as `scope` says, `touched` being the names that changed; the first look reads all sources. */
  async observe(scope: Scope, touched: Touched = new Map()): Promise<Observation> {
    this.#files.processes.begin(scope === 'all');
    return await this.#observe(scope, touched).finally(() => this.#files.processes.end());
  }

  async #observe(scope: Scope, touched: Touched): Promise<Observation> {
    const sources = await this.#sources.read(scope);
    const { containerd, states } = sources;
    const trust = defined({ all: scope === 'all', touched: scope === 'touched' ? touched : undefined });
    const places = await this.#scanner.scan(placesOf(containerd), containerd.user, trust);
    const { trouble } = this.#scanner;
    this.#files.processes.keepCommandLines();
    const running = this.#lookAtRunning(sources.runningQuestion, scope);
    const { facts, directories, dependsOn, isSettling } = running.reading;
    return {
      ...withTrouble(
        {
          ...answersOf(sources),
          states: [...withHidden(states, places), runningState(facts, [running.isKept], running.isKept)],
        },
        trouble,
      ),
      places,
      running: facts,
      runningDirectories: directories,
      runningDependsOn: dependsOn,
      isSettling,
      isInterrupted: trouble !== undefined || this.#sources.isStale || running.isKept,
    };
  }

  /** The names that a look must be about because these paths moved; undefined where it must be about more. */
  touchedBy(moved: readonly string[]): Promise<Touched | undefined> {
    return this.#scanner.touchedBy(moved);
  }

  /** What runs; when this process itself cannot read, the last facts are kept. */
  #lookAtRunning(
    question: RunningQuestion,
    scope: Scope,
  ): { readonly reading: RunningReading; readonly isKept: boolean } {
    const before = this.#runs;
    const kept = scope === 'touched' ? this.#running.readFiles() : undefined;
    if (kept !== undefined) return { reading: kept, isKept: false };
    this.#files.takeTrouble();
    const reading = this.#running.read(question, scope === 'all');
    if (this.#files.takeTrouble() !== undefined && before !== undefined) return { reading: before, isKept: true };
    this.#runs = reading;
    return { reading, isKept: false };
  }
}

/** What is not a question to another source. */
const answersOf = oncePer(({ runningQuestion: _, ...answers }: Sources) => answers);

/** The state of what runs: it is not known where something could not be listed. */
const runningState = oncePerDetail(({ troubles }: RunningFacts, isKept: boolean): SourceState => {
  const [message] = troubles;
  const state = message === undefined ? ('read' as const) : ('unreadable' as const);
  return defined({ source: 'containers' as const, state: isKept ? ('stale' as const) : state, message });
});

/** The state of the search path while containerd may look into a directory of it and shimdex may not. */
function withHidden(states: readonly SourceState[], places: readonly PlaceFacts[]): readonly SourceState[] {
  const place = places.find(({ hidden }) => hidden !== undefined);
  const before = states.find(({ source }) => source === 'search-path');
  if (place === undefined || before?.state === 'unreadable') return states;
  const message = `That nothing is in "${place.directory}": shimdex may not search "${place.hidden}"`;
  const kept = before?.state === 'assumed' ? before.message : undefined;
  return markSource(states, 'search-path', 'assumed', joined(kept, message));
}

/** The state of the search path while a directory of it cannot be listed for a reason of this machine. */
function withTrouble<S extends Pick<Sources, 'states'>>(sources: S, trouble: ScanTrouble | undefined): S {
  if (trouble === undefined) return sources;
  const { directory, errno, isKept } = trouble;
  const message = `Cannot list "${directory}": ${errnoText(errno)}`;
  return {
    ...sources,
    states: markSource(sources.states, 'search-path', isKept ? 'stale' : 'unreadable', message),
  };
}
