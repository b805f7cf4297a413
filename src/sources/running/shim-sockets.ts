import type { SocketState } from '../../model/host/running-container.ts';
import type { BundleSocket } from './bundles.ts';
import type { SeenShim } from './shim-processes.ts';
import type { SocketMemory } from './socket-memory.ts';

/** Who listens at the sockets of shims. */
export class ShimSockets {
  readonly #memory: SocketMemory;
  readonly #owners: ReadonlyMap<string, SeenShim>;

  constructor(shims: readonly SeenShim[], memory: SocketMemory) {
    this.#memory = memory;
    this.#owners = new Map(shims.flatMap((shim) => (shim.socket === undefined ? [] : [[shim.socket, shim]])));
  }

  /** The shim that made a socket, by the name of the socket. */
  ownerOf({ name }: BundleSocket): SeenShim | undefined {
    return this.#owners.get(name);
  }

  /** Who answers at a socket, asked for a container of `shim`; undefined when that is not known. */
  stateOf(socket: BundleSocket, shim: SeenShim | undefined): SocketState | undefined {
    const isThere = this.#memory.hasSocket(socket);
    if (isThere !== true) return isThere === false ? 'nobody' : undefined;
    const owner = this.ownerOf(socket);
    if (owner !== undefined) return owner === shim ? 'own' : 'other';
    if (shim === undefined) return undefined;
    return this.#memory.holds(shim.pid, socket) === true ? 'own' : undefined;
  }
}
