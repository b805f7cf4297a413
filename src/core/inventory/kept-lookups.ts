import { anyName, ByName } from '../../model/by-name.ts';
import type { LookupResult } from '../containerd/lookup-result.ts';

/** What was looked up, by runtime name. */
export class KeptLookups {
  readonly #known = new Map<string, LookupResult>();
  readonly #byBinary = new ByName();

  get(name: string): LookupResult | undefined {
    return this.#known.get(name);
  }

  set(name: string, found: LookupResult): void {
    this.#known.set(name, found);
    this.#byBinary.add(name, [binaryOf(found)]);
  }

  clear(): void {
    this.#known.clear();
    this.#byBinary.clear();
  }

  /** Forgets what may be found in another way when the files of these names change. */
  forget(binaries: Iterable<string>): void {
    for (const name of this.#byBinary.of(binaries)) {
      const found = this.#known.get(name);
      if (found !== undefined) this.#byBinary.delete(name, [binaryOf(found)]);
      this.#known.delete(name);
    }
  }
}

/** A name without a file name of its own, such as a path, is always looked up again. */
function binaryOf({ binary }: LookupResult): string {
  return binary === undefined || binary.includes('/') ? anyName : binary;
}
