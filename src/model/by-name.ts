/** Means every file name: a key that is added under it may depend on any of them. It cannot be a real file name. */
export const anyName = '/';

/** Keys that are found by the names that they depend on. */
export class ByName {
  readonly #keys = new Map<string, Set<string>>();

  add(key: string, names: Iterable<string>): void {
    for (const name of names) {
      const keys = this.#keys.get(name);
      if (keys === undefined) this.#keys.set(name, new Set([key]));
      else keys.add(key);
    }
  }

  /** `names` are the ones that the key was added with. */
  delete(key: string, names: Iterable<string>): void {
    for (const name of names) {
      const keys = this.#keys.get(name);
      keys?.delete(key);
      if (keys?.size === 0) this.#keys.delete(name);
    }
  }

  clear(): void {
    this.#keys.clear();
  }

  /** The keys that depend on one of these names, or on any, each once. */
  of(names: Iterable<string>): ReadonlySet<string> {
    const found = new Set<string>(this.#keys.get(anyName));
    for (const name of names) for (const key of this.#keys.get(name) ?? []) found.add(key);
    return found;
  }
}
