import type { Log } from '../../log.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { isRecent } from '../../sources/recent.ts';
import type { Touched } from '../../sources/search-path/touched.ts';
import type { Look } from '../look/look.ts';
import type { Observer } from '../look/observe.ts';
import type { Refresher } from '../refresher.ts';
import type { Scope } from '../scope.ts';
import { VerifyTick } from './verify-tick.ts';
import { planWatches } from './watch-plan.ts';
import { Watcher } from './watcher.ts';

/** What a detector looks with, and what it calls. */
interface DetectorOptions {
  readonly files: HostFiles;
  readonly log: Log;
  /** Seconds between two ticks that verify. */
  readonly verifySeconds: number;
  /** Makes the looks that the detector asks for. */
  readonly refresher: Pick<Refresher, 'hint' | 'refresh'>;
  /** Knows which names a look must be about. */
  readonly observer: Pick<Observer, 'touchedBy'>;
  /** Called when something that a look depends on cannot be watched, because of a bug. */
  readonly onError: (error: unknown) => void;
  /** Called after a tick that verified and found no change, with the milliseconds from now until the next tick. */
  readonly onQuiet?: ((nextMs: number) => void) | undefined;
}

/** How much is watched, for metrics and benchmarks. */
export interface DetectorStatistics {
  /** Directories that the kernel reports about. */
  readonly watches: number;
  /** Directories it should but cannot (`ENOSPC`, `EMFILE` …): only the verify tick looks at them. */
  readonly unwatched: number;
  readonly watchErrors: number;
  /** Paths the verify tick looks at. */
  readonly verifiedPaths: number;
}

/**
 * Notices when something changes that the last look depends on, and asks for the look that this needs: the kernel reports
 * most changes at once, and the verify tick finds all of them.
 */
export class ChangeDetector {
  readonly #options: DetectorOptions;
  readonly #watcher: Watcher;
  readonly #verify: VerifyTick;
  /** Paths that the sources were read from. */
  #sourcePaths: ReadonlySet<string> = new Set();
  /** The last look failed, or could not read everything for a reason of this machine. */
  #mustReadSources = false;
  #arming: Promise<void> = Promise.resolve();

  constructor(options: DetectorOptions) {
    const { files, log, refresher } = options;
    this.#options = options;
    this.#watcher = new Watcher({
      onHint: (scope) => refresher.hint(scope),
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

  get statistics(): DetectorStatistics {
    return {
      watches: this.#watcher.watches,
      unwatched: this.#watcher.unwatched,
      watchErrors: this.#watcher.errors,
      verifiedPaths: this.#verify.size,
    };
  }

  /** Begins to verify. */
  start(): void {
    this.#verify.start();
  }

  /** The names that changed since the last call, for the look that follows. */
  takeTouched(): Touched {
    return this.#watcher.takeTouched();
  }

  /** From now on, watches and verifies what this look depends on. */
  follow(seen: Look, scope: Scope): void {
    this.#sourcePaths = seen.sourcePaths;
    if (!seen.isUnchanged) this.#verify.watch(seen.dependsOn);
    // Nothing on the host moves when this machine can read again.
    if (seen.isInterrupted || seen.isSettling) this.#verify.doubt();
    this.#mustReadSources = seen.isInterrupted;
    // The target of a touched name is armed by the look of the next tick, which finds its directory moved.
    if (scope !== 'touched') {
      this.#arming = this.#arm(seen, scope === 'all').catch((error) => this.#options.onError(error));
    }
  }

  /** A look failed: asks for one at all sources with the next tick. */
  doubt(): void {
    this.#mustReadSources = true;
    this.#verify.doubt();
  }

  /** Ends it: leaves no watch and no timer behind. */
  async stop(): Promise<void> {
    await this.#verify.stop();
    await this.#arming;
    await this.#watcher.close();
  }

  /** What happened in a directory before its watch was armed was missed, so it is looked at again. */
  async #arm(seen: Look, retry: boolean): Promise<void> {
    const { files, refresher } = this.#options;
    const { host: observation, inspected, runningDirectories } = seen;
    const { docker, containerdConfig } = observation;
    const ofContainerd = containerdConfig === undefined ? [] : [containerdConfig.file, ...containerdConfig.files];
    const configFiles = [docker.configFile, ...ofContainerd];
    const configDirectories = containerdConfig?.directories ?? [];
    const plan = planWatches(files, { observation, configFiles, configDirectories, inspected, runningDirectories });
    const isNew = await this.#watcher.arm(plan, retry);
    if (isNew) refresher.hint('shims');
  }

  /** Looks at what moved: at these names alone, where nothing else did and no look failed. */
  async #lookAgain(moved: readonly string[], isDoubtful: boolean): Promise<void> {
    const { observer, refresher } = this.#options;
    const scope = this.#scopeOf(moved);
    const isNarrow = scope === 'shims' && moved.length > 0 && !isDoubtful;
    // A wider look fails in the same way, and reports it.
    const touched = isNarrow ? await observer.touchedBy(moved).catch(() => undefined) : undefined;
    if (touched !== undefined) this.#watcher.touch(touched);
    await refresher.refresh(touched === undefined ? scope : 'touched');
  }

  #scopeOf(moved: readonly string[]): Scope {
    return this.#mustReadSources || moved.some((path) => this.#sourcePaths.has(path)) ? 'sources' : 'shims';
  }
}

function changedRecently(files: HostFiles, path: string): boolean {
  const found = files.stat(path);
  return found.ok && isRecent(found.stat.ctimeMs);
}
