import { defaultAddress } from '../core/containerd/default-address.ts';
import { placesOf } from '../core/containerd/places.ts';
import { type Dockerd, type DockerReading, parseDockerd } from '../core/docker/config/dockerd.ts';
import { containerdAddress } from '../core/docker/config/sockets.ts';
import { defined } from '../model/defined.ts';
import type { ConfigFacts, ContainerdFacts, EngineFacts, PlaceFacts } from '../model/observation.ts';
import type { SourceState } from '../model/source.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { ConfigReader } from '../sources/containerd/config/config-reader.ts';
import { readContainerd } from '../sources/containerd/read-containerd.ts';
import { chooseDockerd } from '../sources/docker/choose-dockerd.ts';
import { parseOnce } from '../sources/docker/parse-once.ts';
import type { ParseDockerd } from '../sources/docker/read-dockerd.ts';
import type { Engine } from '../sources/engine/engine.ts';
import { engineTarget } from '../sources/engine/socket.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { readHostName } from '../sources/host-name.ts';
import { PlaceScanner, type Touched } from '../sources/search-path/scan-places.ts';
import { LastGood } from './last-good.ts';
import type { Scope } from './scope.ts';

/** What the sources gave, before the places are listed. */
interface Sources {
  readonly target: string;
  /** The host's own name; absent where it is not known. */
  readonly hostName?: string;
  readonly containerd: ContainerdFacts;
  readonly containerdConfig?: ConfigFacts;
  /** A new object whenever it is read again. */
  readonly docker: DockerReading;
  /** The running Engine's last answer; absent without one. A new answer is a new object. */
  readonly engine?: EngineFacts;
  /** States of the sources, without the ones of `docker`. */
  readonly states: readonly SourceState[];
  /** Paths whose change makes the sources outdated. */
  readonly dependsOn: readonly string[];
}

/** What all sources saw in one look. */
export interface Observation extends Sources {
  readonly places: readonly PlaceFacts[];
}

/** Asks every source and collects the answers; judges nothing. */
export class Observer {
  readonly #files: HostFiles;
  readonly #settings: ObserveSettings;
  readonly #engine: Engine;
  readonly #graceMs: number;
  readonly #parse: ParseDockerd;
  readonly #scanner: PlaceScanner;
  readonly #config: ConfigReader;
  readonly #lastGood = new LastGood();
  #sources: Sources | undefined;

  /** The first look waits `graceMs` for the Engine; later looks take its last answer. */
  constructor(
    files: HostFiles,
    settings: ObserveSettings,
    engine: Engine,
    graceMs: number,
    parse: ParseDockerd = parseDockerd,
  ) {
    this.#files = files;
    this.#settings = settings;
    this.#engine = engine;
    this.#graceMs = graceMs;
    this.#parse = parseOnce(parse);
    this.#scanner = new PlaceScanner(files);
    this.#config = new ConfigReader(files);
  }

  /** Looks as far as `scope` says, `touched` being the names that changed; the first look reads all sources. */
  async observe(scope: Scope, touched: Touched = new Map()): Promise<Observation> {
    const keepsSources = scope === 'touched' || scope === 'shims';
    if (scope === 'all' && this.#sources !== undefined) this.#engine.doubt();
    const sources = keepsSources && this.#sources !== undefined ? this.#sources : await this.#readSources();
    this.#sources = sources;
    const { containerd } = sources;
    const trust = { all: scope === 'all', ...(scope === 'touched' ? { touched } : {}) };
    const places = await this.#scanner.scan(placesOf(containerd), containerd.user, trust);
    return { ...sources, places };
  }

  async #readSources(): Promise<Sources> {
    const docker = chooseDockerd(this.#files, this.#settings, this.#parse);
    const target = engineTarget(docker.dockerd, this.#settings.dockerSocket);
    this.#engine.attend(target);
    const answered = this.#sources === undefined ? this.#engine.refresh('info', this.#graceMs) : undefined;
    const read = readContainerd(
      this.#files,
      { ...this.#settings, ...this.#containerdOf(docker.dockerd) },
      this.#config,
    );
    const isAlive = (pid: number) => this.#files.stat(`/proc/${pid}`).ok;
    const { facts: containerd, states } = this.#lastGood.containerd(read, isAlive);
    await answered;
    const engine = this.#engine.heard();
    const hostName = readHostName(this.#files);
    return defined({
      target: this.#settings.target,
      hostName,
      containerd,
      containerdConfig: read.config,
      docker,
      engine: engine.facts,
      states: [searchPathState(containerd), ...states, engine.state],
      dependsOn: [
        ...read.dependsOn,
        ...docker.dependsOn,
        defaultAddress,
        ...(target.socket === undefined ? [] : [target.socket]),
      ],
    });
  }

  /** The given containerd, by default the one behind Docker. */
  #containerdOf(dockerd: Dockerd): { readonly containerdAddress: string; readonly dockerd?: number } {
    const exists = (path: string) => this.#files.stat(path).ok;
    const address = this.#settings.containerdAddress ?? containerdAddress(dockerd, exists);
    return defined({ containerdAddress: address, dockerd: dockerd.pid });
  }
}

/** Where the search path comes from; a directory of it that cannot be listed is reported by its place. */
function searchPathState({ pathSource }: ContainerdFacts): SourceState {
  return { source: 'search-path', state: pathSource === 'assumed' ? 'assumed' : 'read' };
}
