import { defaultAddress } from '../../core/containerd/default-address.ts';
import { type DockerReading, parseDockerd } from '../../core/docker/config/dockerd.ts';
import { ownContainerd } from '../../core/docker/config/own-containerd.ts';
import { defined } from '../../model/defined.ts';
import type { ConfigFacts, ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { DaemonFiles } from '../../model/host/daemon-files.ts';
import type { DaemonService, DaemonServices } from '../../model/host/daemon-service.ts';
import type { EngineFacts } from '../../model/host/docker-facts.ts';
import type { RunningContainerdFacts } from '../../model/host/running-containerd.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import type { ContainerdSocket } from '../../sources/containerd-socket/containerd-socket.ts';
import { chooseDockerd } from '../../sources/docker/choose-dockerd.ts';
import { guardedDockerd } from '../../sources/docker/guarded-dockerd.ts';
import type { NamedContainerd } from '../../sources/docker/in-front.ts';
import { parseOnce } from '../../sources/docker/parse-once.ts';
import type { ParseDockerd } from '../../sources/docker/read-dockerd.ts';
import type { Engine } from '../../sources/engine/engine.ts';
import { engineTarget } from '../../sources/engine/socket.ts';
import type { HostFiles } from '../../sources/host-files.ts';
import { readHostName } from '../../sources/host-name.ts';
import { readOsRelease } from '../../sources/os-release.ts';
import { type RunningQuestion, runningQuestion } from '../../sources/running/question.ts';
import { readDaemonService } from '../../sources/systemd/daemon-services.ts';
import { DaemonUnits } from '../../sources/systemd/daemon-units.ts';
import { KnownServices } from '../../sources/systemd/known-services.ts';
import { daemonFiles } from '../ownership/daemon-files.ts';
import { containerdOf } from './containerd-of.ts';
import { ContainerdReader } from './containerd-reader.ts';
import { describedByUnit, searchPathState } from './containerd-service.ts';
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

/** Reads all sources. */
export class SourceReader {
  readonly #files: HostFiles;
  readonly #settings: ObserveSettings;
  readonly #engine: Engine;
  readonly #socket: ContainerdSocket;
  readonly #parse: ParseDockerd;
  readonly #containerd: ContainerdReader;
  readonly #services: KnownServices;
  /** How long the next reading waits for the daemons; undefined: not at all. */
  #graceMs: number | undefined;

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
    this.#containerd = new ContainerdReader(files, settings, socket);
    this.#services = new KnownServices(files);
  }

  /** Asks the daemons again, although nothing shows that they changed. */
  doubt(): void {
    this.#engine.doubt();
    this.#socket.doubt();
  }

  /** Reads them now. */
  async read(): Promise<Sources> {
    this.#services.begin();
    const units = new DaemonUnits(this.#services, () => ownContainerd(docker.dockerd));
    const named = namedContainerd(this.#files, this.#settings);
    const docker = this.#readDocker(units, named);
    const target = engineTarget(docker.dockerd, this.#settings.dockerSocket, docker.noEngine);
    this.#engine.attend(target);
    const answered = this.#graceMs === undefined ? undefined : this.#engine.refresh('info', this.#graceMs);
    const meant = containerdOf(this.#files, this.#settings, docker.dockerd, named);
    const read = await this.#containerd.read(meant, units, this.#graceMs);
    const { facts, states } = read;
    await answered;
    const engine = this.#engine.known();
    const socket = this.#socket.known();
    const isSeen = docker.dockerd.pid !== undefined || engine.facts !== undefined;
    const described = isSeen ? facts : this.#containerd.orMissing(facts, units);
    const hostName = readHostName(this.#files);
    const services = [described.pid, docker.dockerd.pid].map((pid) =>
      readDaemonService(this.#files, this.#services, pid),
    );
    const os = readOsRelease(this.#files)?.get('ID');
    const containerd = defined({ ...inService(described, services[0]?.service, read.config), os });
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
    const daemons = daemonFiles(this.#files, units, known);
    this.#graceMs = undefined;
    return defined({ ...seen, daemons });
  }

  #readDocker(units: DaemonUnits, named: NamedContainerd | undefined): DockerReading {
    const options = defined({ ...this.#settings, unit: () => units.docker(), named });
    return guardedDockerd((parse) => chooseDockerd(this.#files, options, parse), this.#parse);
  }
}

/** What runs has the service of its control group, else the one of the dockerd that started it; else its unit's. */
function inService(
  facts: ContainerdFacts,
  service: DaemonService | undefined,
  config: ConfigFacts | undefined,
): ContainerdFacts {
  return defined({ ...facts, unit: service?.unit ?? dockerServiceOf(config?.file ?? '') ?? facts.unit });
}

/** The service of a dockerd, by the file that it writes for its containerd; undefined for any other file. */
function dockerServiceOf(file: string): string | undefined {
  const [, directory] = /\/(docker|snap\.docker)\/containerd\/containerd\.toml$/.exec(file) ?? [];
  if (directory === undefined) return undefined;
  return directory === 'docker' ? 'docker.service' : 'snap.docker.dockerd.service';
}

function dockerdOf({ dockerd, present }: DockerReading): { readonly present: boolean; readonly pid?: number } {
  return defined({ present, pid: dockerd.pid });
}
