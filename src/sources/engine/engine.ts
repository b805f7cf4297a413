import { setTimeout as pause } from 'node:timers/promises';
import type { EngineQuestion, EngineReading, EngineView } from '../../model/engine-view.ts';
import type { EngineFacts } from '../../model/observation.ts';
import type { SourceState } from '../../model/source.ts';
import type { HostFiles } from '../host-files.ts';
import { decodeEngineDocument } from './document.ts';
import { readEngineFacts } from './facts.ts';
import { askEngine, type EngineAnswer, listenToEngine } from './http.ts';
import type { Kind } from './json-kinds.ts';
import { infoKind, versionKind } from './kinds.ts';
import { type EngineTarget, reachSocket } from './socket.ts';
import { isHeldBySystemd } from './socket-activation.ts';

/** What an Engine needs of its surroundings. */
export interface EngineOptions {
  readonly files: HostFiles;
  /** Told when what `heard()` says has changed. */
  readonly onChange: () => void;
  /** Longest time one question may take. */
  readonly deadlineMs?: number;
}

/** What the source `docker-engine` says, and the facts of the last good answer as long as they may hold. */
export interface HeardEngine {
  readonly state: SourceState;
  readonly facts?: EngineFacts;
}

/** A host with 100 runtimes, each with all its features in its status, answers `/info` with half as much. */
const limitBytes: Readonly<Record<EngineQuestion, number>> = { info: 1024 * 1024, version: 64 * 1024 };
const kinds: Readonly<Record<EngineQuestion, Kind>> = { info: infoKind, version: versionKind };
const eventsPath = `/events?filters=${encodeURIComponent('{"type":["daemon"]}')}`;
/** After a reload the Engine is asked at once and, should it have told too early, once more; ever later where events pour. */
const settleMs = 500;
const shortestWaitMs = 250;
const longestWaitMs = 30_000;
/** An event stream that lasts longer is a healthy one: its end is news, and worth asking at once. */
const steadyMs = 10_000;

/**
 * The running Docker Engine behind a unix socket: asked when there is reason to, listened to meanwhile.
 *
 * Whatever it does (it hangs, answers garbage, dies, comes back), nobody waits for it who does not want to: what it
 * said last is there at once, and a change is told.
 */
export class Engine implements EngineView {
  readonly #options: Required<EngineOptions>;
  readonly #stopping = new AbortController();
  #target: EngineTarget = {};
  #key = '';
  #info: EngineReading = { state: 'absent' };
  #version: EngineReading = { state: 'absent' };
  #facts: EngineFacts | undefined;
  #told: string | undefined;
  readonly #asking = new Map<EngineQuestion, Promise<void>>();
  #listens = false;
  #listening: { readonly done: Promise<void>; readonly end: AbortController } | undefined;
  #settling: NodeJS.Timeout | undefined;
  #settleMs = settleMs;
  #settledAt = 0;
  /** Whose event stream ended: it is on its way out, and a connection now could make systemd start it again. */
  #leaving: { readonly pid: number | undefined; readonly until: number } | undefined;

  constructor(options: EngineOptions) {
    this.#options = { deadlineMs: 2000, ...options };
  }

  info(): EngineReading {
    return this.#info;
  }

  version(): EngineReading {
    return this.#version;
  }

  /** What is known of it now; only what differs from it later is a change. */
  heard(): HeardEngine {
    this.#told = fingerprint(this.#info, this.#facts);
    const { state, message } = this.#info;
    return {
      state: { source: 'docker-engine', state, ...(message === undefined ? {} : { message }) },
      ...(this.#facts === undefined ? {} : { facts: this.#facts }),
    };
  }

  /** Says where it is. Another socket, or another one behind it, is asked and listened to anew. */
  attend(target: EngineTarget): void {
    const { socket, message, pid } = target;
    const identity = socket === undefined ? message : this.#options.files.identity(socket);
    const key = JSON.stringify([socket, identity, pid]);
    if (key === this.#key || this.#stopping.signal.aborted) return;
    if (socket !== this.#target.socket) this.#forget(target);
    this.#target = target;
    this.#key = key;
    if (this.#listens) this.#restart();
  }

  /** Listens from now on, until it is stopped. */
  listen(): void {
    if (this.#listens) return;
    this.#listens = true;
    this.#restart();
  }

  /** Asks anew when there is time, because something may have been missed. */
  doubt(): void {
    if (!this.#listens) return;
    void this.#askAgain('info');
    void this.#askAgain('version');
  }

  async refresh(question: EngineQuestion, timeoutMs: number): Promise<void> {
    const enough = new AbortController();
    const timeout = pause(timeoutMs, undefined, { signal: enough.signal }).catch(() => {});
    await Promise.race([this.#ask(question), timeout]);
    enough.abort();
  }

  /** Ends it: leaves no connection and no timer behind. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#listening?.end.abort();
    clearTimeout(this.#settling);
    await Promise.all([...this.#asking.values(), this.#listening?.done]);
  }

  #forget({ socket, message }: EngineTarget): void {
    const text = socket === undefined ? message : inWords({ socket }, 'has not answered yet');
    this.#info = { state: 'absent', ...(text === undefined ? {} : { message: text }) };
    this.#version = this.#info;
    this.#facts = undefined;
  }

  #restart(): void {
    this.#listening?.end.abort();
    const end = new AbortController();
    this.#listening = { end, done: this.#goOn(end.signal) };
  }

  /** Asks and listens as long as somebody is there; where nobody is, `attend` begins it again. */
  async #goOn(signal: AbortSignal): Promise<void> {
    let waitMs = shortestWaitMs;
    void this.#askAgain('version');
    await this.#askAgain('info');
    while (!signal.aborted && reachSocket(this.#options.files, this.#target).kind !== 'absent') {
      const began = performance.now();
      if (this.#info.state === 'read') await this.#hear(signal);
      if (performance.now() - began > steadyMs) waitMs = shortestWaitMs;
      await pause(waitMs, undefined, { signal }).catch(() => {});
      waitMs = Math.min(waitMs * 2, longestWaitMs);
      if (signal.aborted) break;
      void this.#ask('version');
      await this.#ask('info');
    }
  }

  /** Listens until the events end. */
  async #hear(signal: AbortSignal): Promise<void> {
    const { files } = this.#options;
    const place = reachSocket(files, this.#target);
    if (place.kind !== 'socket') return;
    const accepted = await listenToEngine(place.path, eventsPath, { onEvent: () => this.#happened(), signal });
    const { pid, socket } = this.#target;
    if (accepted && socket !== undefined && isHeldBySystemd(files, socket)) {
      this.#leaving = { pid, until: performance.now() + longestWaitMs };
    }
  }

  #happened(): void {
    if (this.#settling !== undefined || this.#stopping.signal.aborted) return;
    const isSoon = performance.now() - this.#settledAt < 2 * settleMs;
    this.#settleMs = isSoon ? Math.min(2 * this.#settleMs, longestWaitMs) : settleMs;
    void this.#askAgain('info');
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      this.#settledAt = performance.now();
      void this.#askAgain('info');
    }, this.#settleMs);
  }

  /** Whoever asks while it is being asked shares the answer. */
  #ask(question: EngineQuestion): Promise<void> {
    if (this.#stopping.signal.aborted) return Promise.resolve();
    const underWay = this.#asking.get(question);
    if (underWay !== undefined) return underWay;
    const asking = this.#askNow(question).finally(() => this.#asking.delete(question));
    this.#asking.set(question, asking);
    return asking;
  }

  /** As an answer that is under way may be older than what gave reason to ask. */
  async #askAgain(question: EngineQuestion): Promise<void> {
    await this.#asking.get(question);
    await this.#ask(question);
  }

  async #askNow(question: EngineQuestion): Promise<void> {
    const target = this.#target;
    const answer = await this.#answerOf(question, target);
    if (target.socket !== this.#target.socket || this.#stopping.signal.aborted) return;
    const outcome = documentOf(question, target, answer);
    if (question === 'info') this.#heardInfo(outcome);
    else this.#version = nextReading(this.#version, outcome);
  }

  async #answerOf(question: EngineQuestion, target: EngineTarget): Promise<EngineAnswer> {
    const place = this.#isLeaving() ? leaving : reachSocket(this.#options.files, target);
    if (place.kind !== 'socket') return place;
    const { deadlineMs } = this.#options;
    const limits = { deadlineMs, bytes: limitBytes[question], signal: this.#stopping.signal };
    const answer = await askEngine(place.path, `/${question}`, limits);
    return answer.kind === 'body' ? answer : { ...answer, message: inWords(target, answer.message) };
  }

  #isLeaving(): boolean {
    const left = this.#leaving;
    return (
      left !== undefined && left.pid !== undefined && left.pid === this.#target.pid && performance.now() < left.until
    );
  }

  #heardInfo(document: Outcome): void {
    const read = document.kind === 'document' ? readEngineFacts(document.body) : undefined;
    const outcome: Outcome =
      read?.ok === false ? { kind: 'failed', message: inWords(this.#target, read.message) } : document;
    this.#info = nextReading(this.#info, outcome);
    if (read?.ok) this.#facts = read.facts;
    else if (outcome.kind === 'absent') this.#facts = undefined;
    const isNews = this.#told !== undefined && this.#told !== fingerprint(this.#info, this.#facts);
    if (isNews) this.#options.onChange();
  }
}

type Outcome =
  | { readonly kind: 'document'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'absent' | 'failed'; readonly message: string };

const leaving: EngineAnswer = { kind: 'failed', message: 'The Docker Engine ended its event stream: it is going away' };

function inWords({ socket }: EngineTarget, predicate: string): string {
  return `The Docker Engine at "${socket}" ${predicate}`;
}

function documentOf(question: EngineQuestion, target: EngineTarget, answer: EngineAnswer): Outcome {
  if (answer.kind !== 'body') return answer;
  const decoded = decodeEngineDocument(answer.bytes);
  if (!decoded.ok) return { kind: 'failed', message: inWords(target, decoded.message) };
  const fault = kinds[question](decoded.body, '');
  return fault === undefined
    ? { kind: 'document', body: decoded.body }
    : { kind: 'failed', message: inWords(target, fault) };
}

function nextReading(before: EngineReading, outcome: Outcome): EngineReading {
  const { body } = before;
  switch (outcome.kind) {
    case 'document':
      return { state: 'read', body: outcome.body };
    case 'absent': {
      const wasThere = before.state !== 'absent' || before.gone === true;
      return { state: 'absent', message: outcome.message, ...(wasThere ? { gone: true } : {}) };
    }
    case 'failed':
      return body === undefined
        ? { state: 'unreadable', message: outcome.message }
        : { state: 'stale', message: outcome.message, body };
  }
}

/** Equal as long as there is nothing to tell: Go writes the members of an object in their order. */
function fingerprint({ state, message }: EngineReading, facts: EngineFacts | undefined): string {
  return JSON.stringify([state, message, facts?.version, facts?.defaultRuntime, ...(facts?.runtimes ?? [])]);
}
