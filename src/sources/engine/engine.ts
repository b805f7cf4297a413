import { defined } from '../../model/defined.ts';
import type { EngineQuestion, EngineReading, EngineView } from '../../model/docker/engine-view.ts';
import type { EngineFacts } from '../../model/host/docker-facts.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import { within } from '../../model/within.ts';
import type { HostFiles } from '../host-files.ts';
import { EngineQuestions } from './questions.ts';
import type { EngineTarget } from './socket.ts';
import { EngineWatch } from './watch.ts';

/** What an Engine needs. */
export interface EngineOptions {
  readonly files: HostFiles;
  /** Called when `known()` would return something new. */
  readonly onChange: () => void;
  /** Longest time for one question. */
  readonly deadlineMs?: number;
}

/** The state of the source `docker-engine`, and the facts of its last good answer while they may still be true. */
interface KnownEngine {
  readonly state: SourceState;
  readonly facts?: EngineFacts;
}

/**
 * The running Docker Engine behind a unix socket: it is asked when there is a reason, and its events are watched.
 *
 * It may hang, send garbage, die or come back: callers never have to wait for it. Its last answer is available at once,
 * and changes are reported.
 */
export class Engine implements EngineView {
  readonly #files: HostFiles;
  readonly #onChange: () => void;
  readonly #stopping = new AbortController();
  readonly #questions: EngineQuestions;
  readonly #watch: EngineWatch;
  #key = '';
  #isWatching = false;
  /** What `known()` returned last. */
  #reported: string | undefined;

  constructor({ files, onChange, deadlineMs = 2000 }: EngineOptions) {
    this.#files = files;
    this.#onChange = onChange;
    const { signal: stopping } = this.#stopping;
    this.#questions = new EngineQuestions({ files, deadlineMs, stopping, onInfo: () => this.#reportChange() });
    this.#watch = new EngineWatch({ files, stopping, questions: this.#questions });
  }

  info(): EngineReading {
    return this.#questions.info;
  }

  version(): EngineReading {
    return this.#questions.version;
  }

  /** What is known of the Engine now. `onChange` is called when this differs later. */
  known(): KnownEngine {
    const { info, facts } = this.#questions;
    this.#reported = fingerprint(info, facts);
    const { state, message } = info;
    return defined({ state: defined({ source: 'docker-engine', state, message }), facts });
  }

  /** Something listens there that has not answered, or not as an Engine does. */
  get isSilent(): boolean {
    const { info, facts, isWaiting } = this.#questions;
    return facts === undefined && (isWaiting || info.state === 'unreadable');
  }

  /** Sets where the Engine is. When the socket, the file behind it or the pid changes, the watch starts again. */
  attend(target: EngineTarget): void {
    const { socket, message, pid } = target;
    const identity = socket === undefined ? message : this.#files.identity(socket);
    const key = JSON.stringify([socket, identity, pid]);
    if (key === this.#key || this.#stopping.signal.aborted) return;
    this.#questions.target = target;
    this.#key = key;
    if (this.#isWatching) this.#watch.restart();
  }

  /** Watches the Engine's events until `stop`. */
  listen(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#watch.restart();
  }

  /** Asks again without waiting, in case an event was missed. */
  doubt(): void {
    if (!this.#isWatching) return;
    void this.#questions.askAgain('info');
    void this.#questions.askAgain('version');
  }

  refresh(question: EngineQuestion, timeoutMs: number): Promise<void> {
    return within(timeoutMs, this.#questions.ask(question));
  }

  /** Ends all connections and timers. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([this.#questions.ended(), this.#watch.stop()]);
  }

  #reportChange(): void {
    const { info, facts } = this.#questions;
    if (this.#reported !== undefined && this.#reported !== fingerprint(info, facts)) this.#onChange();
  }
}

/** Equal as long as there is nothing new to report. Go writes the members of an object in a fixed order. */
function fingerprint({ state, message }: EngineReading, facts: EngineFacts | undefined): string {
  return JSON.stringify([
    state,
    message,
    facts?.version,
    facts?.defaultRuntime,
    facts?.identity,
    ...(facts?.runtimes ?? []),
  ]);
}
