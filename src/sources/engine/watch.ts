import { setTimeout as pause } from 'node:timers/promises';
import type { HostFiles } from '../host-files.ts';
import { listenToEngine } from './http.ts';
import type { EngineQuestions } from './questions.ts';
import { type EngineTarget, reachSocket } from './socket.ts';
import { isHeldBySystemd } from './socket-activation.ts';

/** What watching an Engine needs. */
interface WatchOptions {
  readonly files: HostFiles;
  readonly questions: EngineQuestions;
  /** Ends the watch when aborted. */
  readonly stopping: AbortSignal;
}

const eventsPath = `/events?filters=${encodeURIComponent('{"type":["daemon"]}')}`;
/** After an event the Engine is asked twice: at once and after this time, which grows while events are frequent. */
const settleMs = 500;
const shortestWaitMs = 250;
const longestWaitMs = 30_000;
/** An event stream that lasts longer is healthy: when it ends, the Engine is asked at once. */
const steadyMs = 10_000;

/** Listens to an Engine's events, and asks it again after each of them. */
export class EngineWatch {
  readonly #options: WatchOptions;
  #run: { readonly done: Promise<void>; readonly end: AbortController } | undefined;
  #settling: NodeJS.Timeout | undefined;
  #settleMs = settleMs;
  #settledAt = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Starts, or starts again for another target. */
  restart(): void {
    this.#run?.end.abort();
    const end = new AbortController();
    this.#run = { end, done: this.#watch(this.#options.questions.target, end.signal) };
  }

  /** Ends all timers and connections. */
  async stop(): Promise<void> {
    this.#run?.end.abort();
    clearTimeout(this.#settling);
    await this.#run?.done;
  }

  /** Asks and listens while the socket exists; when a new one appears, `restart` is called. */
  async #watch(target: EngineTarget, signal: AbortSignal): Promise<void> {
    const { files, questions } = this.#options;
    let waitMs = shortestWaitMs;
    void questions.askAgain('version');
    await questions.askAgain('info');
    while (!signal.aborted && reachSocket(files, target).kind !== 'absent') {
      const began = performance.now();
      if (questions.info.state === 'read') await this.#listen(target, signal);
      if (performance.now() - began > steadyMs) waitMs = shortestWaitMs;
      await pause(waitMs, undefined, { signal }).catch(() => {});
      waitMs = Math.min(waitMs * 2, longestWaitMs);
      if (signal.aborted) break;
      void questions.ask('version');
      await questions.ask('info');
    }
  }

  /** Listens until the event stream ends. */
  async #listen(target: EngineTarget, signal: AbortSignal): Promise<void> {
    const { files, questions } = this.#options;
    const place = reachSocket(files, target);
    if (place.kind !== 'socket') return;
    const accepted = await listenToEngine(place.path, eventsPath, { onEvent: () => this.#happened(), signal });
    const isEndedByEngine = accepted && !signal.aborted;
    if (isEndedByEngine && target.socket !== undefined && isHeldBySystemd(files, target.socket)) {
      questions.avoid(target);
    }
  }

  #happened(): void {
    const { questions, stopping } = this.#options;
    if (this.#settling !== undefined || stopping.aborted) return;
    const isSoon = performance.now() - this.#settledAt < 2 * settleMs;
    this.#settleMs = isSoon ? Math.min(2 * this.#settleMs, longestWaitMs) : settleMs;
    void questions.askAgain('info');
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      this.#settledAt = performance.now();
      void questions.askAgain('info');
    }, this.#settleMs);
  }
}
