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

  /** Whether this round keeps what the last one kept, and nothing else. */
  protected get isAsBefore(): boolean {
    if (this.#current.size !== this.#earlier.size) return false;
    return [...this.#earlier].every(([key, value]) => this.#current.get(key) === value);
  }

  /** What the last round asked for. */
  protected get asked(): Iterable<Key> {
    return this.#earlier.keys();
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
