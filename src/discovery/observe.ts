import { posix } from 'node:path';
import { newestDocker } from '../core/docker-rules.ts';
import { evaluateDocker } from '../core/docker-runtimes.ts';
import type { ContainerdFacts, DockerFacts, Observation } from '../model/observation.ts';
import type { SourceState } from '../model/source.ts';
import type { ObserveSettings } from '../settings.ts';
import { readContainerd } from '../sources/containerd/read-containerd.ts';
import { readDockerd } from '../sources/docker/read-dockerd.ts';
import type { HostFiles } from '../sources/host-files.ts';
import { PlaceScanner, placesOf, type Touched } from '../sources/search-path/scan-places.ts';
import { LastGood, type Told } from './last-good.ts';
import type { Scope } from './scope.ts';

/** What all sources said, before the places are looked at. */
interface Sources {
  readonly containerd: ContainerdFacts;
  readonly docker: DockerFacts;
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
  readonly #scanner: PlaceScanner;
  readonly #lastGood = new LastGood();
  #sources: Sources | undefined;

  constructor(files: HostFiles, settings: ObserveSettings) {
    this.#files = files;
    this.#settings = settings;
    this.#scanner = new PlaceScanner(files);
  }

  /** Looks as far as `scope` says, `touched` being the names heard of; what was never read is read in any case. */
  async observe(scope: Scope, touched: Touched = new Map()): Promise<Observed> {
    const keepsSources = scope === 'touched' || scope === 'shims';
    const sources = keepsSources && this.#sources !== undefined ? this.#sources : this.#readSources();
    this.#sources = sources;
    const { containerd, docker, states, dependsOn } = sources;
    const trust = { all: scope === 'all', ...(scope === 'touched' ? { touched } : {}) };
    const places = await this.#scanner.scan(placesOf(containerd), containerd.user, trust);
    return {
      observation: { target: this.#settings.target, containerd, places, docker, sources: states },
      shimPaths: places.flatMap(({ directory, duplicateOf, entries }) => [
        directory,
        ...(duplicateOf === undefined ? entries.map(({ binary }) => posix.join(directory, binary)) : []),
      ]),
      sourcePaths: dependsOn,
    };
  }

  #readSources(): Sources {
    const containerd = readContainerd(this.#files, this.#settings);
    const dockerd = readDockerd(this.#files, { ...this.#settings, assumedDockerVersion: newestDocker });
    const { bytes, errno, ...facts } = dockerd.facts;
    const runtimes = evaluateDocker({
      configFile: facts.configFile,
      explicit: facts.configFileExplicit,
      bytes,
      ...(errno === undefined ? {} : { errno }),
      flags: facts.flags,
      version: facts.version,
    });
    const isAlive = (pid: number) => this.#files.stat(`/proc/${pid}`).ok;
    const goodContainerd = this.#lastGood.containerd(containerd, isAlive);
    const goodDocker: Told<DockerFacts> = this.#lastGood.docker({
      facts: { ...facts, runtimes },
      states: dockerd.states,
    });
    return {
      containerd: goodContainerd.facts,
      docker: goodDocker.facts,
      states: [searchPathState(goodContainerd.facts), ...goodContainerd.states, ...goodDocker.states],
      dependsOn: [...containerd.dependsOn, ...dockerd.dependsOn],
    };
  }
}

/** Where the search path comes from; a directory of it that cannot be listed is told by its place. */
function searchPathState({ pathSource }: ContainerdFacts): SourceState {
  return { source: 'search-path', state: pathSource === 'assumed' ? 'assumed' : 'read' };
}
