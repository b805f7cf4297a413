import { defined } from '../../model/defined.ts';
import type { EngineQuestion, EngineReading } from '../../model/docker/engine-view.ts';
import type { EngineFacts } from '../../model/host/docker-facts.ts';
import type { JsonObject } from '../../model/json-object.ts';
import type { HostFiles } from '../host-files.ts';
import { decodeEngineDocument } from './document.ts';
import { readEngineFacts, readIdentity } from './facts.ts';
import { askEngine, type EngineAnswer } from './http.ts';
import type { Kind } from './json-kinds.ts';
import { infoKind, versionKind } from './kinds.ts';
import { type EngineTarget, reachSocket } from './socket.ts';

/** What asking an Engine needs. */
interface QuestionOptions {
  readonly files: HostFiles;
  /** Longest time for one question. */
  readonly deadlineMs: number;
  /** Called after each new reading of `/info`. */
  readonly onInfo: () => void;
  /** Ends all questions when aborted. */
  readonly stopping: AbortSignal;
}

/** `/info` of a host with 100 runtimes, each with all its features in its status, has half this size. */
const limitBytes: Readonly<Record<EngineQuestion, number>> = { info: 1024 * 1024, version: 64 * 1024 };
const kinds: Readonly<Record<EngineQuestion, Kind>> = { info: infoKind, version: versionKind };
/** How long an Engine that is shutting down is not asked. */
const leavingMs = 30_000;

/** Asks an Engine, and keeps its last answers. */
export class EngineQuestions {
  readonly #options: QuestionOptions;
  readonly #asking = new Map<EngineQuestion, Promise<void>>();
  #target: EngineTarget = {};
  #info: EngineReading = { state: 'absent' };
  #version: EngineReading = { state: 'absent' };
  #facts: EngineFacts | undefined;
  #isWaiting = false;
  /** The dockerd that is shutting down: a connection now could make systemd start it again. */
  #leaving: { readonly pid: number | undefined; readonly until: number } | undefined;

  constructor(options: QuestionOptions) {
    this.#options = options;
  }

  get info(): EngineReading {
    return this.#info;
  }

  get version(): EngineReading {
    return this.#version;
  }

  /** The facts of the last good `/info`, until the Engine disappears. */
  get facts(): EngineFacts | undefined {
    return this.#facts;
  }

  /** A socket was set, and the first answer from there is not in yet. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  get target(): EngineTarget {
    return this.#target;
  }

  /** Sets where the Engine is. Another socket is another Engine, so the old answers are dropped. */
  set target(target: EngineTarget) {
    if (target.socket !== this.#target.socket) this.#forget(target);
    this.#target = target;
  }

  /** Asks, or shares the answer of a question that is in progress. */
  ask(question: EngineQuestion): Promise<void> {
    if (this.#options.stopping.aborted) return Promise.resolve();
    const inProgress = this.#asking.get(question);
    if (inProgress !== undefined) return inProgress;
    const asking = this.#askNow(question).finally(() => this.#asking.delete(question));
    this.#asking.set(question, asking);
    return asking;
  }

  /** Asks after any question in progress, because its answer may be too old. */
  async askAgain(question: EngineQuestion): Promise<void> {
    await this.#asking.get(question);
    await this.ask(question);
  }

  /** Does not ask a dockerd that is shutting down for a while; another pid is asked at once. */
  avoid({ pid }: EngineTarget): void {
    this.#leaving = { pid, until: performance.now() + leavingMs };
  }

  /** Resolves when no question is in progress. */
  async ended(): Promise<void> {
    await Promise.all(this.#asking.values());
  }

  #forget({ socket, message }: EngineTarget): void {
    const text = socket === undefined ? message : inWords({ socket }, 'has not answered yet');
    this.#info = defined({ state: 'absent', message: text });
    this.#version = this.#info;
    this.#facts = undefined;
    this.#isWaiting = socket !== undefined;
  }

  async #askNow(question: EngineQuestion): Promise<void> {
    const target = this.#target;
    const answer = await this.#answerOf(question, target);
    if (target.socket !== this.#target.socket || this.#options.stopping.aborted) return;
    const outcome = documentOf(question, target, answer);
    if (question === 'info') await this.#keepInfo(outcome, target);
    else this.#version = nextReading(this.#version, outcome);
  }

  async #answerOf(question: EngineQuestion, target: EngineTarget): Promise<EngineAnswer> {
    const { files, deadlineMs, stopping } = this.#options;
    const place = this.#isLeaving() ? leaving : reachSocket(files, target);
    if (place.kind !== 'socket') return place;
    const limits = { deadlineMs, bytes: limitBytes[question], signal: stopping };
    const answer = await askEngine(place.path, `/${question}`, limits);
    return answer.kind === 'body' ? answer : { ...answer, message: inWords(target, answer.message) };
  }

  #isLeaving(): boolean {
    const { pid, until = 0 } = this.#leaving ?? {};
    return pid !== undefined && pid === this.#target.pid && performance.now() < until;
  }

  /** Docker's own releases are known by `/info`; an Engine with another version is asked for its components too. */
  async #identified(facts: EngineFacts, info: JsonObject): Promise<EngineFacts> {
    if (isDockerRelease(facts.version)) return facts;
    await this.ask('version');
    return { ...facts, identity: readIdentity(info, this.#version.body) };
  }

  async #keepInfo(document: Outcome, { socket }: EngineTarget): Promise<void> {
    const read = document.kind === 'document' ? readEngineFacts(document.body) : undefined;
    const body = document.kind === 'document' ? document.body : {};
    const facts = read?.ok ? await this.#identified(read.facts, body) : undefined;
    if (socket !== this.#target.socket) return;
    const outcome: Outcome =
      read?.ok === false ? { kind: 'failed', message: inWords(this.#target, read.message) } : document;
    this.#info = nextReading(this.#info, outcome);
    this.#isWaiting = false;
    if (facts !== undefined) this.#facts = facts;
    else if (outcome.kind === 'absent') this.#facts = undefined;
    this.#options.onInfo();
  }
}

/** Docker's releases are named after their year since 17; a build without a release may be Docker's. */
function isDockerRelease(version: string): boolean {
  const major = /^(\d+)\./.exec(version)?.[1];
  return major === undefined || Number(major) >= 17;
}

type Outcome =
  | { readonly kind: 'document'; readonly body: JsonObject }
  | { readonly kind: 'absent' | 'failed'; readonly message: string };

const leaving: EngineAnswer = {
  kind: 'failed',
  message: 'The Docker Engine ended its event stream: it is shutting down',
};

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
      const wasPresent = before.state !== 'absent' || before.gone === true;
      return defined({ state: 'absent', message: outcome.message, gone: wasPresent ? true : undefined });
    }
    case 'failed':
      return body === undefined
        ? { state: 'unreadable', message: outcome.message }
        : { state: 'stale', message: outcome.message, body };
  }
}
