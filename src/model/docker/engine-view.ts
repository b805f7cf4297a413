/**
 * The last answer of the running Docker Engine: `read` is new, `stale` when it fails now and `body` is its last good
 * answer, `unreadable` when it fails and never gave a good answer, `absent` when no Engine listens. `message` says why.
 */
export interface EngineReading {
  readonly state: 'read' | 'absent' | 'unreadable' | 'stale';
  readonly message?: string;
  /** With `absent`: it answered before and went away. */
  readonly gone?: true;
  /** The JSON object it answered with; there whenever `state` is `read` or `stale`. A new answer is a new object. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What an Engine is asked: `GET /info` or `GET /version`. */
export type EngineQuestion = 'info' | 'version';

/** What the façade may see of the running Engine: its last answers, and a way to ask it again. */
export interface EngineView {
  /** Its last answer to `GET /info`; does not ask. */
  info(): EngineReading;
  /** Its last answer to `GET /version`; does not ask. */
  version(): EngineReading;
  /** Asks again; resolves when the answer is there or `timeoutMs` have passed, and never rejects. */
  refresh(question: EngineQuestion, timeoutMs: number): Promise<void>;
}
