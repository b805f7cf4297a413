import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { ConfigReader } from '../../sources/containerd/config/config-reader.ts';
import type { ProcessOptions } from '../../sources/containerd/containerd-process.ts';
import { findOtherStarters, hasContainerdProgram } from '../../sources/containerd/installed-containerd.ts';
import { type ContainerdReading, readContainerd } from '../../sources/containerd/read-containerd.ts';
import type { ContainerdSocket } from '../../sources/containerd-socket/containerd-socket.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { areProcessesHidden } from '../../sources/processes/hidden.ts';
import type { DaemonUnits } from '../../sources/systemd/daemon-units.ts';
import { containerdService, hasContainerdUnit } from './containerd-service.ts';
import { LastGood } from './last-good.ts';

/** Longest time that is waited for an answer of containerd. */
const longestGraceMs = 500;

/** Reads containerd: its files, what it answers over its socket, and the last good facts where it cannot be read. */
export class ContainerdReader {
  readonly #files: HostFiles;
  readonly #settings: ObserveSettings;
  readonly #socket: ContainerdSocket;
  readonly #config: ConfigReader;
  readonly #lastGood = new LastGood();

  constructor(files: HostFiles, settings: ObserveSettings, socket: ContainerdSocket) {
    this.#files = files;
    this.#settings = settings;
    this.#socket = socket;
    this.#config = new ConfigReader(files);
  }

  /**
   * Reads the containerd that is meant, and again when its answer shows more than its files. With `graceMs`, it waits so long
   * for an answer, at most half a second; without, it takes the last one.
   */
  async read(meant: ProcessOptions, units: DaemonUnits, graceMs: number | undefined): Promise<ContainerdReading> {
    const read = await this.#asked(() => this.#readNow(meant, units), graceMs);
    const isAlive = (pid: number) => this.#files.stat(`/proc/${pid}`).ok;
    return { ...read, ...this.#lastGood.containerd(read, isAlive) };
  }

  async #asked(readNow: () => ContainerdReading, graceMs: number | undefined): Promise<ContainerdReading> {
    const read = readNow();
    const { containerdSocket } = this.#settings;
    this.#socket.attend(
      containerdSocket === 'none' ? { message: 'Not asked, by --containerd-socket none' } : (read.socket ?? {}),
    );
    const { pid } = read.facts;
    const before = this.#socket.saidBy(pid);
    if (graceMs !== undefined) await this.#socket.settle(Math.min(graceMs, longestGraceMs));
    const now = this.#socket.saidBy(pid);
    return now.version === before.version && now.plugins === before.plugins ? read : readNow();
  }

  #readNow(meant: ProcessOptions, units: DaemonUnits): ContainerdReading {
    const saidBy = (pid: number | undefined) => this.#socket.saidBy(pid);
    const service = containerdService(units);
    return readContainerd(this.#files, { ...this.#settings, ...meant, service, saidBy }, this.#config);
  }

  /** The facts on a host where no daemon is seen: without any containerd program it has no containerd, unless facts were given. */
  orMissing(facts: ContainerdFacts, units: DaemonUnits): ContainerdFacts {
    const { searchPath, containerdCwd, containerdExe, containerdUid, containerdVersion } = this.#settings;
    const given = [
      searchPath,
      containerdCwd,
      containerdExe,
      containerdUid,
      containerdVersion,
      facts.pid,
      facts.otherPaths,
    ];
    const isKnown = given.some((fact) => fact !== undefined) || facts.executableDirectory !== undefined;
    if (isKnown || areProcessesHidden(this.#files) || hasContainerdUnit(this.#files, units)) return facts;
    if (hasContainerdProgram(this.#files, facts.path)) return facts;
    const { optUnread: _, ...known } = facts;
    const others = findOtherStarters(this.#files);
    return { ...known, isMissing: true, ...(others.length === 0 ? {} : { insteadOfIt: others }) };
  }
}
