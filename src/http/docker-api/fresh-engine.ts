import type { EngineQuestion, EngineReading, EngineView } from '../../model/engine-view.ts';

/** What a façade without an Engine behind it has to say of it. */
const none: EngineReading = { state: 'absent' };

/** The view's own deadline comes behind ours, so that it is us who know that it was late. */
const behindMs = 250;

/** The running Engine behind the façade, if there is one: asked anew for each answer, and never waited for longer than told. */
export class Engine {
  readonly #view: EngineView | undefined;
  readonly #patienceMs: number;
  readonly #asking = new Map<EngineQuestion, Promise<Outcome>>();

  constructor(view: EngineView | undefined, patienceMs: number) {
    this.#view = view;
    this.#patienceMs = patienceMs;
  }

  /** Its answer to `GET /info`, as fresh as it can be had. */
  info(): Promise<EngineReading> {
    return this.#read('info');
  }

  /** Its answer to `GET /version`, as fresh as it can be had. */
  version(): Promise<EngineReading> {
    return this.#read('version');
  }

  /** The version of its API, as far as it was told; does not ask. */
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
      // What it said before this question is not why there is no answer now.
      return this.#failing(
        reading === before ? old : reading,
        `did not answer within ${this.#patienceMs / 1000} seconds`,
      );
    }
    // An Engine that is no more is worth a word, one that never was is not.
    return reading.gone ? this.#failing(reading, 'is gone') : reading;
  }

  /** Whoever asks meanwhile shares the answer. */
  #ask(view: EngineView, question: EngineQuestion): Promise<Outcome> {
    const underWay = this.#asking.get(question);
    if (underWay !== undefined) return underWay;
    const refreshing = view.refresh(question, this.#patienceMs + behindMs);
    const asking = within(this.#patienceMs, refreshing).finally(() => this.#asking.delete(question));
    this.#asking.set(question, asking);
    return asking;
  }

  #failing({ body, message }: EngineReading, why: string): EngineReading {
    const told = { message: message ?? `The Docker Engine ${why}` };
    return body === undefined ? { state: 'unreadable', ...told } : { state: 'stale', body, ...told };
  }
}

type Outcome = 'asked' | 'late';

/** Never rejects: whatever becomes of the question, the last answer is there. */
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
