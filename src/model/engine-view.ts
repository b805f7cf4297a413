/**
 * What the running Docker Engine said last: `read` just now, `stale` when it fails now and `body` is its last good
 * answer, `unreadable` when it fails and never answered well, `absent` when nobody listens. `message` tells why.
 */
export interface EngineReading {
  readonly state: 'read' | 'absent' | 'unreadable' | 'stale';
  readonly message?: string;
  /** With `absent`: it was heard before, and is no more. */
  readonly gone?: true;
  /** The JSON object it answered with; there whenever `state` is `read` or `stale`. A new answer is a new object. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** What an Engine is asked: `GET /info` or `GET /version`. */
export type EngineQuestion = 'info' | 'version';

/** The running Engine as far as the façade may know of it: its last answers, and a way to have it asked anew. */
export interface EngineView {
  /** Its last answer to `GET /info`; does not ask. */
  info(): EngineReading;
  /** Its last answer to `GET /version`; does not ask. */
  version(): EngineReading;
  /** Asks that anew; resolves when it is known or `timeoutMs` have passed, whichever is first, and never rejects. */
  refresh(question: EngineQuestion, timeoutMs: number): Promise<void>;
}
