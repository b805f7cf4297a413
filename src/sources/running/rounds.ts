/** What is remembered from one round of questions to the next; what a round does not ask for is forgotten with it. */
export abstract class Rounds<Key, Value> {
  #earlier: ReadonlyMap<Key, Value> = new Map();
  #current = new Map<Key, Value>();
  #all = false;

  /** Begins a round; with `all`, nothing that is remembered counts. */
  begin(all: boolean): void {
    this.#all = all;
    this.#current = new Map();
  }

  /** Forgets what the round did not ask for. */
  end(): void {
    this.#earlier = this.#current;
  }

  /** Asks again for what the last round kept: whether this round keeps the same objects, and nothing else. */
  protected isAsBefore(ask: (key: Key) => unknown): boolean {
    for (const key of this.#earlier.keys()) ask(key);
    if (this.#current.size !== this.#earlier.size) return false;
    return [...this.#earlier].every(([key, value]) => this.#current.get(key) === value);
  }

  /** What this round keeps. */
  protected current(key: Key): Value | undefined {
    return this.#current.get(key);
  }

  /** What the last round kept, if it counts. */
  protected earlier(key: Key): Value | undefined {
    return this.#all ? undefined : this.#earlier.get(key);
  }

  protected keep(key: Key, value: Value): Value {
    this.#current.set(key, value);
    return value;
  }
}
