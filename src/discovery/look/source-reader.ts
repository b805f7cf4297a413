import { defaultAddress } from '../../core/containerd/default-address.ts';
import { type DockerReading, parseDockerd } from '../../core/docker/config/dockerd.ts';
import { ownContainerd } from '../../core/docker/config/own-containerd.ts';
import { errnoText } from '../../core/go/errno-text.ts';
import { defined } from '../../model/defined.ts';
import type { ConfigFacts, ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { DaemonFiles } from '../../model/host/daemon-files.ts';
import type { DaemonServices } from '../../model/host/daemon-service.ts';
import type { EngineFacts } from '../../model/host/docker-facts.ts';
import type { RunningContainerdFacts } from '../../model/host/running-containerd.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import { ConfigReader } from '../../sources/containerd/config/config-reader.ts';
import { hasContainerdProgram } from '../../sources/containerd/installed-containerd.ts';
import { type ContainerdReading, readContainerd } from '../../sources/containerd/read-containerd.ts';
import type { ContainerdSocket } from '../../sources/containerd-socket/containerd-socket.ts';
import { chooseDockerd } from '../../sources/docker/choose-dockerd.ts';
import { guardedDockerd } from '../../sources/docker/guarded-dockerd.ts';
import { parseOnce } from '../../sources/docker/parse-once.ts';
import type { ParseDockerd } from '../../sources/docker/read-dockerd.ts';
import type { Engine } from '../../sources/engine/engine.ts';
import { engineTarget } from '../../sources/engine/socket.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { readHostName } from '../../sources/host-name.ts';
import { areProcessesHidden } from '../../sources/processes/hidden.ts';
import { type RunningQuestion, runningQuestion } from '../../sources/running/question.ts';
import { readDaemonService } from '../../sources/systemd/daemon-services.ts';
import { DaemonUnits } from '../../sources/systemd/daemon-units.ts';
import { KnownServices } from '../../sources/systemd/known-services.ts';
import { daemonFiles } from '../ownership/daemon-files.ts';
import type { Scope } from '../scope.ts';
import { containerdOf } from './containerd-of.ts';
import { containerdService, describedByUnit, hasContainerdUnit, searchPathState } from './containerd-service.ts';
import { LastGood } from './last-good.ts';
import { namedContainerd } from './named-containerd.ts';

/** What the sources gave, before the places are listed. */
export interface Sources {
  readonly target: string;
  /** The host's own name; absent where it is not known. */
  readonly hostName?: string;
  readonly containerd: ContainerdFacts;
  readonly containerdConfig?: ConfigFacts;
  /** What the running containerd said over its socket; absent without an answer. */
  readonly runningContainerd?: RunningContainerdFacts;
  /** A new object whenever it is read again. */
  readonly docker: DockerReading;
  readonly services: DaemonServices;
  /** The running Engine's last answer; absent without one. A new answer is a new object. */
  readonly engine?: EngineFacts;
  /** Something listens at the Engine's socket that has not answered as an Engine does. */
  readonly engineIsSilent: boolean;
  /** Whose containers are looked for. */
  readonly runningQuestion: RunningQuestion;
  /** States of the sources, without the ones of `docker`. */
  readonly states: readonly SourceState[];
  /** Paths whose change makes the sources outdated. */
  readonly dependsOn: readonly string[];
  readonly daemons: readonly DaemonFiles[];
}

/** The daemons that are asked over their sockets. */
export interface Daemons {
  readonly engine: Engine;
  readonly socket: ContainerdSocket;
}

/** Longest time that the first look waits for an answer of containerd. */
const longestGraceMs = 500;

/** Reads the sources, and keeps the last good ones. */
export class SourceReader {
  readonly #files: HostFiles;
  readonly #settings: ObserveSettings;
  readonly #engine: Engine;
  readonly #socket: ContainerdSocket;
  readonly #graceMs: number;
  readonly #parse: ParseDockerd;
  readonly #config: ConfigReader;
  readonly #services: KnownServices;
  readonly #lastGood = new LastGood();
  /** The last ones that were read. */
  #sources: Sources | undefined;
  /** The same, marked stale where this machine could not read them again. */
  #shown: Sources | undefined;

  /** The first reading waits `graceMs` for the daemons, for containerd at most half a second; later ones take the last answers. */
  constructor(
    files: HostFiles,
    settings: ObserveSettings,
    { engine, socket }: Daemons,
    graceMs: number,
    parse: ParseDockerd = parseDockerd,
  ) {
    this.#files = files;
    this.#settings = settings;
    this.#engine = engine;
    this.#socket = socket;
    this.#graceMs = graceMs;
    this.#parse = parseOnce(parse);
    this.#config = new ConfigReader(files);
    this.#services = new KnownServices(files);
  }

  /** Whether the sources could not be read the last time, for a reason of this machine. */
  get isStale(): boolean {
    return this.#shown !== this.#sources;
  }

  /** Reads them as far as `scope` says; the first time, all of them. */
  async read(scope: Scope): Promise<Sources> {
    const keeps = scope === 'touched' || scope === 'shims';
    if (keeps && this.#shown !== undefined) return this.#shown;
    if (scope === 'all' && this.#sources !== undefined) this.#doubt();
    this.#shown = await this.#lookAtSources();
    return this.#shown;
  }

  #doubt(): void {
    this.#engine.doubt();
    this.#socket.doubt();
  }

  /** Reads the sources; when this process itself cannot read, the last ones are kept and marked stale. */
  async #lookAtSources(): Promise<Sources> {
    this.#files.takeTrouble();
    const sources = await this.#readSources();
    const errno = this.#files.takeTrouble();
    if (errno !== undefined && this.#sources !== undefined) return outdated(this.#sources, errno);
    this.#sources = sources;
    return sources;
  }

  async #readSources(): Promise<Sources> {
    this.#services.begin();
    const units = new DaemonUnits(this.#services, () => ownContainerd(docker.dockerd));
    const unit = () => units.docker();
    const named = namedContainerd(this.#files, this.#settings);
    const docker = guardedDockerd(
      (parse) => chooseDockerd(this.#files, defined({ ...this.#settings, unit, named }), parse),
      this.#parse,
    );
    const target = engineTarget(docker.dockerd, this.#settings.dockerSocket, docker.noEngine);
    this.#engine.attend(target);
    const answered = this.#sources === undefined ? this.#engine.refresh('info', this.#graceMs) : undefined;
    const meant = containerdOf(this.#files, this.#settings, docker.dockerd, named);
    const read = await this.#askedContainerd(() => this.#readContainerd(meant, units));
    const isAlive = (pid: number) => this.#files.stat(`/proc/${pid}`).ok;
    const { facts, states } = this.#lastGood.containerd(read, isAlive);
    await answered;
    const engine = this.#engine.known();
    const socket = this.#socket.known();
    const isSeen = docker.dockerd.pid !== undefined || engine.facts !== undefined;
    const containerd = isSeen ? facts : this.#orMissing(facts, units);
    const hostName = readHostName(this.#files);
    const services = [containerd.pid, docker.dockerd.pid].map((pid) =>
      readDaemonService(this.#files, this.#services, pid),
    );
    const seen = {
      target: this.#settings.target,
      hostName,
      containerd,
      containerdConfig: read.config,
      runningContainerd: socket.facts,
      docker,
      services: defined({ containerd: services[0]?.service, dockerd: services[1]?.service }),
      engine: engine.facts,
      engineIsSilent: this.#engine.isSilent,
      runningQuestion: runningQuestion(meant.containerdAddress, containerd, docker, engine.facts),
      states: [
        searchPathState(containerd, units),
        ...describedByUnit(states, containerd, units),
        engine.state,
        socket.state,
      ],
      dependsOn: [
        ...units.dependsOn,
        ...read.dependsOn,
        ...docker.dependsOn,
        ...services.flatMap(({ dependsOn }) => dependsOn),
        defaultAddress,
        ...[target.socket, read.socket?.address].filter((path) => path !== undefined),
      ],
    };
    // Last, because the unit of a dockerd that runs does not decide anything else, and is not watched.
    const known = { containerd, dockerd: dockerdOf(docker), services: seen.services };
    return defined({ ...seen, daemons: daemonFiles(this.#files, units, known) });
  }

  /** The facts of containerd, read again when its answer shows more than its files. */
  async #askedContainerd(readNow: () => ContainerdReading): Promise<ContainerdReading> {
    const isFirst = this.#sources === undefined;
    const read = readNow();
    const { containerdSocket } = this.#settings;
    this.#socket.attend(
      containerdSocket === 'none' ? { message: 'Not asked, by --containerd-socket none' } : (read.socket ?? {}),
    );
    const { pid } = read.facts;
    const before = this.#socket.saidBy(pid);
    if (isFirst) await this.#socket.settle(Math.min(this.#graceMs, longestGraceMs));
    const now = this.#socket.saidBy(pid);
    return now.version === before.version && now.plugins === before.plugins ? read : readNow();
  }

  #readContainerd(meant: ReturnType<typeof containerdOf>, units: DaemonUnits): ContainerdReading {
    const saidBy = (pid: number | undefined) => this.#socket.saidBy(pid);
    const service = containerdService(units);
    return readContainerd(this.#files, { ...this.#settings, ...meant, service, saidBy }, this.#config);
  }

  /** A host without any containerd program has no containerd, unless the facts of one were given. */
  #orMissing(facts: ContainerdFacts, units: DaemonUnits): ContainerdFacts {
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
    return { ...known, isMissing: true };
  }
}

function dockerdOf({ dockerd, present }: DockerReading): { readonly present: boolean; readonly pid?: number } {
  return defined({ present, pid: dockerd.pid });
}

/** Sources that were read before and cannot be read now. The reading of Docker is a new object, so that it is judged again. */
function outdated(sources: Sources, errno: string): Sources {
  const message = `shimdex cannot read: ${errnoText(errno)}`;
  const aged = (state: SourceState): SourceState =>
    state.state === 'read' ? { ...state, state: 'stale', message } : state;
  const { docker, states } = sources;
  return { ...sources, docker: { ...docker, states: docker.states.map(aged) }, states: states.map(aged) };
}
