import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { EngineView } from '../model/docker/engine-view.ts';
import type { InventoryReader } from '../model/inventory/inventory-reader.ts';
import type { Resolver } from '../model/resolver.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { nowMs } from '../sources/clock.ts';
import { ContainerdSocket } from '../sources/containerd-socket/containerd-socket.ts';
import { Engine } from '../sources/engine/engine.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { Programs } from '../sources/provenance/programs.ts';
import { isRecent } from '../sources/recent.ts';
import { InventoryStore } from './inventory-store.ts';
import type { Look } from './look/look.ts';
import { Looker } from './look/looker.ts';
import { Observer } from './look/observe.ts';
import { Refresher } from './refresher.ts';
import { createResolver } from './resolver.ts';
import type { Scope } from './scope.ts';
import { SourceLog } from './source-log.ts';
import { VerifyTick } from './watch/verify-tick.ts';
import { planWatches } from './watch/watch-plan.ts';
import { Watcher } from './watch/watcher.ts';

/** What the heart is made of. */
interface DiscoveryOptions {
  readonly files: HostFiles;
  readonly settings: ObserveSettings;
  /** Seconds between two ticks that verify. */
  readonly verifySeconds: number;
  /** Seconds between two looks that trust nothing remembered. */
  readonly rescanSeconds: number;
  readonly log: Log;
  /** Called after each finished look, published or not. */
  readonly onObservation?: (observed: ObservationTiming) => void;
  /** Called after a tick that verified and found no change, with the milliseconds from now until the next tick. */
  readonly onQuiet?: (nextMs: number) => void;
}

/** How a look went. */
interface ObservationTiming {
  readonly scope: Scope;
  readonly seconds: number;
  readonly published: boolean;
}

/** How the heart beats, for metrics, health and benchmarks. */
interface DiscoveryStatistics {
  /** Directories that the kernel reports about. */
  readonly watches: number;
  /** Directories it should but cannot (`ENOSPC`, `EMFILE` …): only the verify tick looks at them. */
  readonly unwatched: number;
  readonly watchErrors: number;
  /** Paths the verify tick looks at. */
  readonly verifiedPaths: number;
  readonly observations: number;
  readonly failedObservations: number;
  /** End of the last look that succeeded, in seconds since 1970. */
  readonly lastObservationTimestamp: number | undefined;
  readonly lastObservationSeconds: number | undefined;
}

/** Longest time the first look waits for the running Engine and containerd; later looks take their last answers. */
const graceMs = 250;

/**
 * Keeps the inventory true: looks, publishes what changed, listens where it looked, and verifies.
 *
 * An event never edits state, it only makes us look again; every request for a look goes through one refresher.
 */
export class Discovery {
  readonly reader: InventoryReader;
  /** Answers questions about names. */
  readonly resolve: Resolver;
  /** The running Engine. A look does not wait for it; a new answer causes a look. */
  readonly #engine: Engine;
  /** The running containerd, asked in the same way. */
  readonly #socket: ContainerdSocket;
  readonly #options: DiscoveryOptions;
  readonly #store: InventoryStore;
  readonly #observer: Observer;
  readonly #looker: Looker;
  /** What the shims are. A look does not wait for it; new facts cause a look. */
  readonly #programs: Programs;
  readonly #refresher: Refresher;
  readonly #watcher: Watcher;
  readonly #verify: VerifyTick;
  readonly #sourceLog: SourceLog;
  #rescan: NodeJS.Timeout | undefined;
  #sourcePaths: ReadonlySet<string> = new Set();
  #arming: Promise<void> = Promise.resolve();
  #observations = 0;
  #failed = 0;
  #lastFailed = false;
  /** The last look could not read everything, for a reason of this machine. */
  #mustReadSources = false;
  #last: { readonly timestamp: number; readonly seconds: number } | undefined;

  constructor(options: DiscoveryOptions) {
    const { files, settings, log } = options;
    this.#options = options;
    this.#sourceLog = new SourceLog(log);
    this.#store = new InventoryStore((error) => log.error({ err: error }, 'inventory listener failed'));
    this.reader = this.#store;
    this.resolve = createResolver(this.#store, files, settings);
    this.#engine = new Engine({ files, onChange: () => this.#refresher.hint('sources') });
    this.#socket = new ContainerdSocket({ files, onChange: () => this.#refresher.hint('sources') });
    this.#observer = new Observer(files, settings, { engine: this.#engine, socket: this.#socket }, graceMs);
    this.#programs = new Programs(files, () => this.#refresher.hint('touched'));
    this.#looker = new Looker(this.#observer, files, settings, this.#programs);
    this.#refresher = new Refresher(
      (scope) => this.#look(scope),
      (error) => this.#lookFailed(error),
    );
    this.#watcher = new Watcher({
      onHint: (scope) => this.#refresher.hint(scope),
      onError: (error, directory) => log.warn({ err: error, directory }, 'cannot watch, only verifying'),
    });
    this.#verify = new VerifyTick({
      identity: (path) => files.identity(path),
      intervalMs: options.verifySeconds * 1000,
      isRecent: (path) => changedRecently(files, path),
      onMoved: (paths, isDoubtful) => this.#lookAgain(paths, isDoubtful),
      onQuiet: (nextMs) => options.onQuiet?.(nextMs),
    });
  }

  /** The running Engine, for the façade that answers in its name. */
  get engine(): EngineView {
    return this.#engine;
  }

  /** How it has gone so far. */
  get statistics(): DiscoveryStatistics {
    return {
      watches: this.#watcher.watches,
      unwatched: this.#watcher.unwatched,
      watchErrors: this.#watcher.errors,
      verifiedPaths: this.#verify.size,
      observations: this.#observations,
      failedObservations: this.#failed,
      lastObservationTimestamp: this.#last?.timestamp,
      lastObservationSeconds: this.#last?.seconds,
    };
  }

  /** Looks for the first time, and keeps looking; settles when the first look is published or has failed. */
  async start(): Promise<void> {
    this.#engine.listen();
    this.#socket.listen();
    await this.#refresher.refresh('all');
    this.#verify.start();
    this.#rescan = setInterval(() => void this.#refresher.refresh('all'), this.#options.rescanSeconds * 1000);
  }

  /** Looks now; with `all` everything is read again. Settles when it is published. */
  async refresh({ all }: { readonly all: boolean }): Promise<void> {
    await this.#refresher.refresh(all ? 'all' : 'sources');
  }

  /** Ends it: leaves no watch, no timer and no look behind. */
  async stop(): Promise<void> {
    clearInterval(this.#rescan);
    await Promise.all([this.#engine.stop(), this.#socket.stop(), this.#programs.stop()]);
    await this.#refresher.stop();
    await this.#verify.stop();
    await this.#arming;
    await this.#watcher.close();
  }

  async #look(scope: Scope): Promise<void> {
    const began = nowMs();
    const seen = await this.#looker.look(scope, this.#watcher.takeTouched());
    const published = this.#store.publish(seen.facts, seen.host);
    const seconds = (nowMs() - began) / 1000;
    this.#observations += 1;
    this.#lastFailed = false;
    this.#last = { timestamp: Date.now() / 1000, seconds };
    this.#options.onObservation?.({ scope, seconds, published });
    // What was published is sent first.
    await nextTurn();
    this.#prepareNext(seen, scope);
  }

  /** Reads, verifies and listens to what the next looks need. */
  #prepareNext(seen: Look, scope: Scope): void {
    void this.#programs
      .want(seen.programs, seen.shimFiles, seen.narrow)
      .catch((error) => this.#options.log.error({ err: error }, 'cannot read programs'));
    this.#sourceLog.observe(seen.host.sources);
    this.#sourcePaths = seen.sourcePaths;
    if (!seen.isUnchanged) this.#verify.watch(seen.dependsOn);
    // Nothing on the host moves when this machine can read again.
    if (seen.isInterrupted || seen.isSettling) this.#verify.doubt();
    this.#mustReadSources = seen.isInterrupted;
    // The target of a touched name is armed by the look of the next tick, which finds its directory moved.
    if (scope !== 'touched') {
      this.#arming = this.#arm(seen, scope === 'all').catch((error) => this.#lookFailed(error));
    }
  }

  /** What happened in a directory before its watch was armed was missed, so it is looked at again. */
  async #arm(seen: Look, retry: boolean): Promise<void> {
    const { files } = this.#options;
    const { host: observation, inspected, runningDirectories } = seen;
    const { docker, containerdConfig } = observation;
    const ofContainerd = containerdConfig === undefined ? [] : [containerdConfig.file, ...containerdConfig.files];
    const configFiles = [docker.configFile, ...ofContainerd];
    const configDirectories = containerdConfig?.directories ?? [];
    const plan = planWatches(files, { observation, configFiles, configDirectories, inspected, runningDirectories });
    const isNew = await this.#watcher.arm(plan, retry);
    if (isNew) this.#refresher.hint('shims');
  }

  /** Looks at what moved: at these names alone, where nothing else did and no look failed. */
  async #lookAgain(moved: readonly string[], isDoubtful: boolean): Promise<void> {
    const scope = this.#scopeOf(moved);
    const isNarrow = scope === 'shims' && moved.length > 0 && !isDoubtful;
    // A wider look fails in the same way, and reports it.
    const touched = isNarrow ? await this.#observer.touchedBy(moved).catch(() => undefined) : undefined;
    if (touched !== undefined) this.#watcher.touch(touched);
    await this.#refresher.refresh(touched === undefined ? scope : 'touched');
  }

  #scopeOf(moved: readonly string[]): Scope {
    return this.#lastFailed || this.#mustReadSources || moved.some((path) => this.#sourcePaths.has(path))
      ? 'sources'
      : 'shims';
  }

  #lookFailed(error: unknown): void {
    this.#failed += 1;
    this.#lastFailed = true;
    this.#verify.doubt();
    this.#options.log.error({ err: error }, 'observation failed, keeping the last inventory');
  }
}

function changedRecently(files: HostFiles, path: string): boolean {
  const found = files.stat(path);
  return found.ok && isRecent(found.stat.ctimeMs);
}
