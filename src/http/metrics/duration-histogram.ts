import type { Family, Sample } from '../../render/exposition.ts';

/**
 * Upper bounds in seconds, from a look at one directory to one at a hanging disk.
 *
 * None is a whole number: OpenMetrics writes those as `1.0`, the text format as `1`, and this way both write them alike.
 */
const bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 2.5] as const;

/** Counts durations as a Prometheus histogram does. */
export class DurationHistogram {
  readonly #name: string;
  readonly #help: string;
  /** One more than there are bounds: what is above them all. */
  readonly #counts: number[] = [...bounds.map(() => 0), 0];
  #sum = 0;

  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  /** Counts a duration of `seconds`. */
  observe(seconds: number): void {
    const fitting = bounds.findIndex((bound) => seconds <= bound);
    const index = fitting === -1 ? bounds.length : fitting;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#sum += seconds;
  }

  /** The series so far: each bucket counts what is in those before it, too. */
  family(): Family {
    let count = 0;
    const buckets = [...bounds.map(String), '+Inf'].map((le, index): Sample => {
      count += this.#counts[index] ?? 0;
      return { suffix: '_bucket', labels: { le }, value: count };
    });
    const samples = [...buckets, { suffix: '_sum', value: this.#sum }, { suffix: '_count', value: count }];
    return { name: this.#name, type: 'histogram', help: this.#help, samples };
  }
}
