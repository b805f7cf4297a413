import { nowMs } from '../../sources/clock.ts';

/** A tick may take this share of the time: after one that took t, the next comes not before 200 t … */
const SHARE = 200;
/** … but within this time, in milliseconds: one file system that hangs for a moment must not blind it for minutes. */
const LONGEST_PAUSE_MS = 5000;

/** What a tick looks with, how often, and what it calls. */
interface VerifyOptions {
  /** Equal as long as nothing moved at `path`. */
  readonly identity: (path: string) => string;
  readonly intervalMs: number;
  /**
   * Called with the paths that moved, and whether a look was asked for in any case; the next tick waits until it is done.
   */
  readonly onMoved: (paths: readonly string[], isDoubtful: boolean) => Promise<void>;
  /** Whether a path may change again without another identity, because its time stamps are so new; by default all may. */
  readonly isRecent?: (path: string) => boolean;
  /** Called when nothing moved, with the time until the next tick, which begins to count now. */
  readonly onQuiet?: (nextMs: number) => void;
}

/**
 * The truth under the hints: looks at the identity of every path the inventory depends on, all the time.
 *
 * Kernel events miss what happens behind links, above a missing directory, under a mount, and all that overflowed their
 * queue; this misses none of it, and costs one or two stat(2) a path.
 */
export class VerifyTick {
  readonly #options: VerifyOptions;
  #known = new Map<string, string | undefined>();
  #movedBefore: readonly string[] = [];
  #doubtful = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = true;

  constructor(options: VerifyOptions) {
    this.#options = options;
  }

  /** Number of paths that are looked at. */
  get size(): number {
    return this.#known.size;
  }

  /** Looks at exactly these paths from now on. A new path counts as moved once: it was not seen before. */
  watch(paths: Iterable<string>): void {
    const known = new Map<string, string | undefined>();
    for (const path of paths) known.set(path, this.#known.get(path));
    this.#known = known;
  }

  /** Asks for a look with the next tick in any case: the last look failed. */
  doubt(): void {
    this.#doubtful = true;
  }

  start(): void {
    this.#stopped = false;
    this.#schedule(this.#options.intervalMs, true);
  }

  /** Ends it, and settles when the tick that runs is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(delayMs: number, isQuiet: boolean): void {
    if (this.#stopped) return;
    if (isQuiet) this.#options.onQuiet?.(delayMs);
    this.#timer = setTimeout(() => {
      this.#running = this.#tick();
    }, delayMs);
  }

  async #tick(): Promise<void> {
    const began = nowMs();
    const moved = this.#findMoved();
    const tookMs = nowMs() - began;
    // Time stamps of older kernels stand still for some milliseconds, so what just moved may move again unseen.
    const suspects = moved.length > 0 ? moved : this.#movedBefore;
    this.#movedBefore = moved.filter((path) => this.#options.isRecent?.(path) ?? true);
    const isDoubtful = this.#doubtful;
    this.#doubtful = false;
    const isQuiet = suspects.length === 0 && !isDoubtful;
    if (!isQuiet) await this.#options.onMoved(suspects, isDoubtful);
    this.#schedule(Math.max(this.#options.intervalMs, Math.min(tookMs * SHARE, LONGEST_PAUSE_MS)), isQuiet);
  }

  /** Remembers every identity as it is before the look that follows, so that nothing falls between the two. */
  #findMoved(): string[] {
    const moved: string[] = [];
    for (const [path, before] of this.#known) {
      const now = this.#options.identity(path);
      if (now === before) continue;
      moved.push(path);
      this.#known.set(path, now);
    }
    return moved;
  }
}
