import process from 'node:process';
import type { HostFiles } from '../host-files.ts';
import type { ProcessTable } from './process-table.ts';

/**
 * Whose processes are believed by their name: root's, the ones of the user who asks, and the ones of the owners of sockets
 * that were named. Any other user can start a program called "dockerd".
 */
export class Trust {
  readonly #uids: ReadonlySet<number>;

  constructor(files: HostFiles, sockets: readonly string[]) {
    const owners = sockets.flatMap((socket) => {
      const found = files.stat(socket);
      return found.ok && found.stat.isSocket() ? [Number(found.stat.uid)] : [];
    });
    this.#uids = new Set([0, process.geteuid?.() ?? 0, ...owners]);
  }

  /**
   * Whether the name of a process may be believed. A program with the setuid bit runs as root and still has the command
   * line that its user gave it, so the real user counts as well. A process without a readable status is not the kernel's.
   */
  believes(processes: ProcessTable, pid: number): boolean {
    const ids = processes.ids(pid);
    return ids === undefined || (this.#uids.has(ids.real) && this.#uids.has(ids.effective));
  }
}
