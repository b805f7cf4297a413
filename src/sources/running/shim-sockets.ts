import { posix } from 'node:path';
import type { SocketState } from '../../model/host/running-container.ts';
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

  /** The shim that made the socket of an address, by the name of the socket. */
  ownerOf(address: string): SeenShim | undefined {
    return this.#owners.get(posix.basename(pathOf(address)));
  }

  /** Who answers at an address, asked for a container of `shim`; undefined when that is not known. */
  stateOf(address: string, shim: SeenShim | undefined): SocketState | undefined {
    const path = pathOf(address);
    const isThere = this.#memory.hasSocket(path);
    if (isThere !== true) return isThere === false ? 'nobody' : undefined;
    const owner = this.ownerOf(address);
    if (owner !== undefined) return owner === shim ? 'own' : 'other';
    if (shim === undefined) return undefined;
    return this.#memory.holds(shim.pid, path) === true ? 'own' : undefined;
  }
}

function pathOf(address: string): string {
  return address.slice('unix://'.length);
}
