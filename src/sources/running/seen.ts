import type { Bundle } from './bundles.ts';
import { shimKey } from './shim-arguments.ts';
import type { SeenShim } from './shim-processes.ts';
import type { ShimSockets } from './shim-sockets.ts';

/** The processes that one look saw. */
export class Seen {
  readonly pids: ReadonlySet<number>;
  readonly shims: readonly SeenShim[];
  readonly #byKey: ReadonlyMap<string, SeenShim>;
  readonly #byPid: ReadonlyMap<number, SeenShim>;

  constructor(pids: readonly number[], shims: readonly SeenShim[]) {
    this.pids = new Set(pids);
    this.shims = shims;
    this.#byKey = new Map(shims.map((shim) => [shimKey(shim), shim]));
    this.#byPid = new Map(shims.map((shim) => [shim.pid, shim]));
  }

  /** The shim that has the name of a container. */
  named(container: { readonly namespace: string; readonly id: string }): SeenShim | undefined {
    return this.#byKey.get(shimKey(container));
  }

  /** The shim of a container: the one with its name, the parent of its first process, or the owner of its socket. */
  shimOf({ facts, sockets }: Bundle, parent: number | undefined, shims: ShimSockets): SeenShim | undefined {
    const own = this.named(facts) ?? (parent === undefined ? undefined : this.#byPid.get(parent));
    if (own !== undefined) return own;
    // A container of a pod uses the socket of the pod; another one must not.
    return sockets.map((socket) => shims.ownerOf(socket)).find((shim) => shim?.namespace === facts.namespace);
  }
}
