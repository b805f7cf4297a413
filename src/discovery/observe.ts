import { posix } from 'node:path';
import { placesOf } from '../core/containerd/places.ts';
import { containerdAddress, systemContainerd } from '../core/docker/sockets.ts';
import type { ContainerdFacts, DockerFacts, EngineFacts, Observation } from '../model/observation.ts';
import type { SourceState } from '../model/source.ts';
import type { ObserveSettings } from '../settings/settings.ts';
import { readContainerd } from '../sources/containerd/read-containerd.ts';
import type { DockerdReading } from '../sources/docker/dockerd-reading.ts';
import type { Engine } from '../sources/engine/engine.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { readHostName } from '../sources/host-name.ts';
import { PlaceScanner, type Touched } from '../sources/search-path/scan-places.ts';
import { dockerFacts, engineTarget } from './docker-facts.ts';
import { LastGood } from './last-good.ts';
import { readDocker } from './read-docker.ts';
import type { Scope } from './scope.ts';

/** What all sources said, before the places are looked at. */
interface Sources {
  readonly hostName: string | undefined;
  readonly containerd: ContainerdFacts;
  readonly docker: DockerFacts;
  readonly engine: EngineFacts | undefined;
  readonly states: readonly SourceState[];
  readonly dependsOn: readonly string[];
}

/** One look at the host, and the paths whose moving makes it old. */
export interface Observed {
  readonly observation: Observation;
  /** Places, and the shims found in them. */
  readonly shimPaths: readonly string[];
  /** What the sources hang on. */
  readonly sourcePaths: readonly string[];
}

/** Asks every source, and puts what they said together; judges nothing. */
export class Observer {
  readonly #files: HostFiles;
  readonly #settings: ObserveSettings;
  readonly #engine: Engine;
  readonly #graceMs: number;
  readonly #scanner: PlaceScanner;
  readonly #lastGood = new LastGood();
  #sources: Sources | undefined;

  /** The first look waits `graceMs` for the Engine; any other takes what it said last. */
  constructor(files: HostFiles, settings: ObserveSettings, engine: Engine, graceMs: number) {
    this.#files = files;
    this.#settings = settings;
    this.#engine = engine;
    this.#graceMs = graceMs;
    this.#scanner = new PlaceScanner(files);
  }

  /** Looks as far as `scope` says, `touched` being the names heard of; what was never read is read in any case. */
  async observe(scope: Scope, touched: Touched = new Map()): Promise<Observed> {
    const keepsSources = scope === 'touched' || scope === 'shims';
    if (scope === 'all' && this.#sources !== undefined) this.#engine.doubt();
    const sources = keepsSources && this.#sources !== undefined ? this.#sources : await this.#readSources();
    this.#sources = sources;
    const { hostName, containerd, docker, engine, states, dependsOn } = sources;
    const trust = { all: scope === 'all', ...(scope === 'touched' ? { touched } : {}) };
    const places = await this.#scanner.scan(placesOf(containerd), containerd.user, trust);
    return {
      observation: {
        target: this.#settings.target,
        ...(hostName === undefined ? {} : { hostName }),
        containerd,
        places,
        docker,
        ...(engine === undefined ? {} : { engine }),
        sources: states,
      },
      shimPaths: places.flatMap(({ directory, duplicateOf, entries }) => [
        directory,
        ...(duplicateOf === undefined ? entries.map(({ binary }) => posix.join(directory, binary)) : []),
      ]),
      sourcePaths: dependsOn,
    };
  }

  async #readSources(): Promise<Sources> {
    const dockerd = readDocker(this.#files, this.#settings);
    const target = engineTarget(dockerd.facts, this.#settings);
    this.#engine.attend(target);
    const answered = this.#sources === undefined ? this.#engine.refresh('info', this.#graceMs) : undefined;
    const containerd = readContainerd(this.#files, { ...this.#settings, ...this.#containerdOf(dockerd.facts) });
    const isAlive = (pid: number) => this.#files.stat(`/proc/${pid}`).ok;
    const goodContainerd = this.#lastGood.containerd(containerd, isAlive);
    await answered;
    const engine = this.#engine.heard();
    const docker = dockerFacts(dockerd, engine.facts, this.#lastGood);
    return {
      hostName: readHostName(this.#files),
      containerd: goodContainerd.facts,
      docker: docker.facts,
      engine: engine.facts,
      states: [searchPathState(goodContainerd.facts), ...goodContainerd.states, ...docker.states, engine.state],
      dependsOn: [
        ...containerd.dependsOn,
        ...dockerd.dependsOn,
        systemContainerd,
        ...(target.socket === undefined ? [] : [target.socket]),
      ],
    };
  }

  /** Unless another was named, the containerd behind Docker. */
  #containerdOf(dockerd: DockerdReading): { readonly containerdAddress: string; readonly dockerd?: number } {
    const exists = (path: string) => this.#files.stat(path).ok;
    const address = this.#settings.containerdAddress ?? containerdAddress(dockerd, exists);
    return { containerdAddress: address, ...(dockerd.pid === undefined ? {} : { dockerd: dockerd.pid }) };
  }
}

/** Where the search path comes from; a directory of it that cannot be listed is told by its place. */
function searchPathState({ pathSource }: ContainerdFacts): SourceState {
  return { source: 'search-path', state: pathSource === 'assumed' ? 'assumed' : 'read' };
}
