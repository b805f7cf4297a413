import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Log } from '../../log.ts';

/** Event streams and waiting requests hold a connection each. */
const mostEver = 10_000;

/** Descriptors that are kept for reading the host, as far as the limit has them. */
const reserved = 64;

/** How many connections a process may have whose limit of open files is this. */
export function mostConnections(openFiles: number): number {
  return Math.min(mostEver, openFiles - Math.min(reserved, Math.floor(openFiles / 4)));
}

/** The limit of open files of this process; Node raises the soft limit to the hard one when it starts. */
export function openFilesLimit(): number {
  try {
    const [, limit] = /^Max open files +(\d+) /m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/**
 * Counts the connections of all listeners together, and closes each beyond the bound: without a descriptor left, the
 * service could read neither its host nor its configuration.
 */
export class ConnectionBound {
  readonly #most: number;
  readonly #log: Log;
  #open = 0;
  #isReported = false;

  constructor(most: number, log: Log) {
    this.#most = most;
    this.#log = log;
  }

  /** Whether the connection is kept. */
  admit(socket: Socket): boolean {
    if (this.#open >= this.#most) {
      socket.destroy();
      this.#report();
      return false;
    }
    this.#open += 1;
    socket.once('close', () => this.#release());
    return true;
  }

  #release(): void {
    this.#open -= 1;
    if (this.#open < this.#most / 2) this.#isReported = false;
  }

  #report(): void {
    if (!this.#isReported) this.#log.warn({ connections: this.#most }, 'too many connections, closing new ones');
    this.#isReported = true;
  }
}
