import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { SocketState } from '../../model/host/running-container.ts';
import type { HostFiles } from '../host-files.ts';
import { holdsSocket, socketsAt } from '../processes/unix-sockets.ts';
import type { Bundle } from './bundles.ts';
import type { SeenShim } from './shim-processes.ts';

/** Who listens at the sockets of shims. */
export class ShimSockets {
  readonly #files: HostFiles;
  readonly #owners: ReadonlyMap<string, SeenShim>;
  readonly #held: Map<string, boolean | undefined>;

  /** `held` remembers which process has which socket, from one look to the next. */
  constructor(files: HostFiles, shims: readonly SeenShim[], held: Map<string, boolean | undefined>) {
    this.#files = files;
    this.#owners = new Map(shims.flatMap((shim) => keyed(shim)));
    this.#held = held;
  }

  /** The shim that made the socket of an address, by the name of the socket. */
  ownerOf(address: string): SeenShim | undefined {
    return this.#owners.get(posix.basename(pathOf(address)));
  }

  /** Who answers at an address, asked for a container of `shim`; undefined when that is not known. */
  stateOf(address: string, shim: SeenShim | undefined): SocketState | undefined {
    const path = pathOf(address);
    const found = this.#files.stat(path);
    if (!found.ok) return found.errno === 'ENOENT' || found.errno === 'ENOTDIR' ? 'nobody' : undefined;
    if (!found.stat.isSocket()) return 'nobody';
    const owner = this.ownerOf(address);
    if (owner !== undefined) return owner === shim ? 'own' : 'other';
    if (shim === undefined) return undefined;
    const key = `${shim.pid} ${path} ${found.stat.ino}`;
    if (!this.#held.has(key)) {
      if (this.#held.size >= mostHeld) this.#held.clear();
      this.#held.set(key, holdsSocket(this.#files, shim.pid, socketsAt(this.#files, path, [shim.pid])));
    }
    return this.#held.get(key) === true ? 'own' : undefined;
  }
}

const mostHeld = 5000;

/** Every address in the files of a bundle, as it is written there. */
export function addressesIn({ facts: { bootstrap, address } }: Bundle): readonly string[] {
  // A protobuf message ends the address with a control character, JSON with a quote.
  const written = `${bootstrap ?? ''}\n${address ?? ''}`.match(/unix:\/\/\/[^\0-\x20"\\]+/g) ?? [];
  return [...new Set(written)];
}

function pathOf(address: string): string {
  return address.slice('unix://'.length);
}

/** A shim names its socket for what it serves. Source: containerd `pkg/shim/util_unix.go`, `SocketAddress`. */
function keyed(shim: SeenShim): [string, SeenShim][] {
  if (shim.address === undefined) return [];
  const served = posix.join(shim.address, shim.namespace, shim.id);
  return [[createHash('sha256').update(served).digest('hex'), shim]];
}
