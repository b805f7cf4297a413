import { defined } from '../../model/defined.ts';
import type { RunningContainerdFacts } from '../../model/host/running-containerd.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import { within } from '../../model/within.ts';
import { callGrpc } from '../grpc/call.ts';
import type { HostFiles } from '../host-files.ts';
import { calls, readAnswers, type Said, type Trouble } from './questions.ts';
import { type ContainerdTarget, reachContainerd } from './target.ts';

/** What asking a containerd needs. */
export interface ContainerdSocketOptions {
  readonly files: HostFiles;
  /** Called when `known()` would return something new. */
  readonly onChange: () => void;
  /** Longest time for all questions together. */
  readonly deadlineMs?: number;
}

/** The state of the source `containerd-socket`, and the facts of the last good answers. */
interface KnownContainerd {
  readonly state: SourceState;
  readonly facts?: RunningContainerdFacts;
}

/** Longest answer to one question. containerd sends some ten kilobytes. */
const maxBytes = 4 * 1024 * 1024;
/** Pauses until a containerd is asked again that did not answer all questions, as while it loads what runs. */
const firstRetryMs = 2000;
const lastRetryMs = 60_000;

const nothing: RunningContainerdFacts = {};

/**
 * The running containerd behind its socket: it is asked when its process is new and at each full read.
 *
 * It may hang, lie or die: callers never have to wait for it. Its last answer is available at once, and changes are
 * reported.
 */
export class ContainerdSocket {
  readonly #options: Required<ContainerdSocketOptions>;
  readonly #stopping = new AbortController();
  #target: ContainerdTarget = {};
  #key = '';
  #said: Said = { facts: {} };
  #state: Pick<SourceState, 'state' | 'message'> = { state: 'absent' };
  #asking: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = firstRetryMs;
  #isListening = false;
  /** What `known()` returned last. */
  #reported: string | undefined;

  constructor(options: ContainerdSocketOptions) {
    this.#options = { deadlineMs: 1000, ...options };
  }

  /** What is known of the containerd now. `onChange` is called when this differs later. */
  known(): KnownContainerd {
    this.#reported = this.#fingerprint();
    const { state, message } = this.#state;
    const facts = isEmpty(this.#said.facts) ? undefined : this.#said.facts;
    return defined({ state: defined({ source: 'containerd-socket' as const, state, message }), facts });
  }

  /** What the process `pid` said; nothing for another process. */
  saidBy(pid: number | undefined): RunningContainerdFacts {
    return pid !== undefined && pid === this.#target.pid ? this.#said.facts : nothing;
  }

  /** Sets which containerd to ask. Another process or another socket is asked at once, and the old answers are dropped. */
  attend(target: ContainerdTarget): void {
    const { pid, address, message } = target;
    const identity = pid === undefined || address === undefined ? '' : this.#options.files.identity(address);
    const key = JSON.stringify([target, identity]);
    if (key === this.#key || this.#stopping.signal.aborted) return;
    this.#key = key;
    this.#target = target;
    this.#said = { facts: {} };
    const waiting = { kind: 'failed', message: 'has not answered yet' } as const;
    const isAsked = pid !== undefined && address !== undefined;
    this.#state = withMessage('absent', isAsked ? inWords(target, waiting).message : message);
    this.#retryMs = firstRetryMs;
    void this.#askAgain();
  }

  /** Asks again after each failure, until `stop`. */
  listen(): void {
    this.#isListening = true;
  }

  /** Asks again without waiting. */
  doubt(): void {
    void this.#askAgain();
  }

  /** Settles when the question that is in progress has its answer, or after `timeoutMs`. */
  settle(timeoutMs: number): Promise<void> {
    return within(timeoutMs, this.#asking);
  }

  /** Ends all connections and timers. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#retry);
    await this.#asking;
  }

  /** After any question in progress, because its answer may be too old. */
  #askAgain(): Promise<void> {
    clearTimeout(this.#retry);
    const key = this.#key;
    const asking = (this.#asking ?? Promise.resolve()).then(() => (this.#isCurrent(key) ? this.#ask(key) : undefined));
    const settled = asking.finally(() => {
      if (this.#asking === settled) this.#asking = undefined;
    });
    this.#asking = settled;
    return settled;
  }

  #isCurrent(key: string): boolean {
    return key === this.#key && !this.#stopping.signal.aborted;
  }

  async #ask(key: string): Promise<void> {
    const { pid, address } = this.#target;
    if (pid === undefined || address === undefined) return;
    const place = reachContainerd(this.#options.files, { pid, address });
    const said = place.kind === 'socket' ? await this.#answers(place.path) : { facts: {}, trouble: place };
    if (!this.#isCurrent(key)) return;
    this.#keep(said);
    if (place.kind === 'socket' && said.trouble !== undefined) this.#askLater();
    if (this.#reported !== undefined && this.#reported !== this.#fingerprint()) this.#options.onChange();
  }

  async #answers(path: string): Promise<Said> {
    const limits = { deadlineMs: this.#options.deadlineMs, bytes: maxBytes, signal: this.#stopping.signal };
    const { facts, trouble } = readAnswers(await callGrpc(path, calls, limits));
    return defined({ facts, trouble: trouble && inWords(this.#target, trouble) });
  }

  /** A question without an answer keeps its last one while the same containerd runs. */
  #keep({ facts, trouble }: Said): void {
    const before = this.#said.facts;
    const isGone = trouble?.kind === 'absent' || trouble?.kind === 'denied';
    this.#said = { facts: isGone ? {} : { ...before, ...facts } };
    if (trouble === undefined) this.#state = { state: 'read' };
    else if (isGone) this.#state = withMessage('absent', trouble.message);
    else this.#state = withMessage(isEmpty(before) ? 'unreadable' : 'stale', trouble.message);
  }

  #askLater(): void {
    if (!this.#isListening) return;
    this.#retry = setTimeout(() => this.doubt(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }

  /** Equal as long as there is nothing new to report. Go writes handlers in any order. */
  #fingerprint(): string {
    const { version, deprecations, plugins, cri } = this.#said.facts;
    const handlers = cri?.served === true ? [...cri.handlers].sort(([one], [other]) => (one < other ? -1 : 1)) : cri;
    return JSON.stringify([this.#state, version, deprecations, plugins, handlers]);
  }
}

function withMessage(state: SourceState['state'], message: string | undefined): Pick<SourceState, 'state' | 'message'> {
  return defined({ state, message });
}

function isEmpty(facts: RunningContainerdFacts): boolean {
  return Object.keys(facts).length === 0;
}

function inWords({ address }: ContainerdTarget, { kind, message }: Trouble): Trouble {
  const text = kind === 'denied' ? `No permission to connect to "${address}"` : `containerd at "${address}" ${message}`;
  return { kind, message: text };
}
