import type { EngineQuestion, EngineReading, EngineView } from '../../model/docker/engine-view.ts';

/** The reading of a façade that has no Engine behind it. */
const none: EngineReading = { state: 'absent' };

/** The view's own deadline is later than ours, so that the façade notices a late answer first. */
const behindMs = 250;

/** The running Engine behind the façade, if there is one. It is asked again for each answer, and for `patienceMs` at most. */
export class FreshEngine {
  readonly #view: EngineView | undefined;
  readonly #patienceMs: number;
  readonly #asking = new Map<EngineQuestion, Promise<Outcome>>();

  constructor(view: EngineView | undefined, patienceMs: number) {
    this.#view = view;
    this.#patienceMs = patienceMs;
  }

  /** Its answer to `GET /info`, as fresh as possible. */
  info(): Promise<EngineReading> {
    return this.#read('info');
  }

  /** Its answer to `GET /version`, as fresh as possible. */
  version(): Promise<EngineReading> {
    return this.#read('version');
  }

  /** The version of its API in its last answer; does not ask. */
  apiVersion(): unknown {
    return this.#view?.version().body?.['ApiVersion'];
  }

  async #read(question: EngineQuestion): Promise<EngineReading> {
    const view = this.#view;
    if (view === undefined) return none;
    const before = view[question]();
    const outcome = await this.#ask(view, question);
    const reading = view[question]();
    if (outcome === 'late') {
      const { message: _, ...old } = reading;
      // The error of an earlier question does not explain why the answer is missing now.
      return this.#failing(
        reading === before ? old : reading,
        `did not answer within ${this.#patienceMs / 1000} seconds`,
      );
    }
    // An Engine that went away is worth a message; an Engine that never ran is not.
    return reading.gone ? this.#failing(reading, 'is gone') : reading;
  }

  /** Requests that arrive in the meantime share the answer. */
  #ask(view: EngineView, question: EngineQuestion): Promise<Outcome> {
    const underWay = this.#asking.get(question);
    if (underWay !== undefined) return underWay;
    const refreshing = view.refresh(question, this.#patienceMs + behindMs);
    const asking = within(this.#patienceMs, refreshing).finally(() => this.#asking.delete(question));
    this.#asking.set(question, asking);
    return asking;
  }

  #failing({ body, message }: EngineReading, why: string): EngineReading {
    const text = message ?? `The Docker Engine ${why}`;
    return body === undefined ? { state: 'unreadable', message: text } : { state: 'stale', body, message: text };
  }
}

type Outcome = 'asked' | 'late';

/** Never rejects: the last answer stays available even when the question fails. */
function within(ms: number, asking: Promise<void>): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, 'late');
    const finish = () => {
      clearTimeout(timer);
      resolve('asked');
    };
    asking.then(finish, finish);
  });
}
