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
import { InventoryStore } from './inventory-store.ts';
import type { Look } from './look/look.ts';
import { Looker } from './look/looker.ts';
import { Observer } from './look/observe.ts';
import { Refresher } from './refresher.ts';
import { createResolver } from './resolver.ts';
import type { Scope } from './scope.ts';
import { SourceLog } from './source-log.ts';
import { ChangeDetector, type DetectorStatistics } from './watch/change-detector.ts';

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
interface DiscoveryStatistics extends DetectorStatistics {
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
  readonly #looker: Looker;
  /** What the shims are. A look does not wait for it; new facts cause a look. */
  readonly #programs: Programs;
  readonly #refresher: Refresher;
  readonly #changes: ChangeDetector;
  readonly #sourceLog: SourceLog;
  #rescan: NodeJS.Timeout | undefined;
  #observations = 0;
  #failed = 0;
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
    const observer = new Observer(files, settings, { engine: this.#engine, socket: this.#socket }, graceMs);
    this.#programs = new Programs(files, () => this.#refresher.hint('touched'));
    this.#looker = new Looker(observer, files, settings, this.#programs);
    this.#refresher = new Refresher(
      (scope) => this.#look(scope),
      (error) => this.#lookFailed(error),
    );
    this.#changes = new ChangeDetector({
      files,
      log,
      verifySeconds: options.verifySeconds,
      refresher: this.#refresher,
      observer,
      onError: (error) => this.#lookFailed(error),
      onQuiet: options.onQuiet,
    });
  }

  /** The running Engine, for the façade that answers in its name. */
  get engine(): EngineView {
    return this.#engine;
  }

  /** How it has gone so far. */
  get statistics(): DiscoveryStatistics {
    return {
      ...this.#changes.statistics,
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
    this.#changes.start();
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
    await this.#changes.stop();
  }

  async #look(scope: Scope): Promise<void> {
    const began = nowMs();
    const seen = await this.#looker.look(scope, this.#changes.takeTouched());
    const published = this.#store.publish(seen.facts, seen.host);
    const seconds = (nowMs() - began) / 1000;
    this.#observations += 1;
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
    this.#changes.follow(seen, scope);
  }

  #lookFailed(error: unknown): void {
    this.#failed += 1;
    this.#changes.doubt();
    this.#options.log.error({ err: error }, 'observation failed, keeping the last inventory');
  }
}
