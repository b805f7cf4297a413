import { defined } from '../../model/defined.ts';
import type { SystemdService } from '../../model/host/systemd.ts';
import type { WrittenFile } from '../../model/host/written-file.ts';
import { isContainerdName } from '../containerd/containerd-program.ts';
import { flagValue } from '../containerd/flag-value.ts';
import { isDockerdName } from '../docker/dockerd-program.ts';
import { type DaemonUnit, type DaemonUnitReading, readingOf } from './daemon-unit.ts';
import { readManagerEnvironment } from './default-path.ts';
import type { KnownServices } from './known-services.ts';
import { type BundledContainerd, bundles } from './kubernetes-units.ts';
import type { StartedDaemon } from './unit-command.ts';

/** Names of Docker's unit; the first existing unit counts. */
const DOCKER_UNITS = ['docker.service', 'docker-engine.service', 'moby-engine.service', 'moby.service'];
const CONTAINERD_UNITS = ['containerd.service'];

/** The units of containerd and Docker on a host where they do not run, in one look; each is read when it is asked for. */
export class DaemonUnits {
  readonly #services: KnownServices;
  readonly #own: () => WrittenFile | undefined;
  readonly #asked: SystemdService[] = [];
  #docker: DaemonUnitReading | undefined;
  #containerd: DaemonUnitReading | undefined;

  /** `own` is what dockerd writes for a containerd that it starts; undefined when it starts none. */
  constructor(services: KnownServices, own: () => WrittenFile | undefined) {
    this.#services = services;
    this.#own = own;
  }

  /** The existing files and directories that decide about what was asked for so far. */
  get dependsOn(): readonly string[] {
    const ofServices = this.#asked.flatMap((service) => [...this.#services.dependsOn(service)]);
    return [...new Set([...ofServices, ...this.#missing()])];
  }

  /** Where what a unit misses would appear. */
  #missing(): string[] {
    const faults = [this.#docker, this.#containerd].flatMap((reading) =>
      reading !== undefined && 'unit' in reading ? reading.unit.startFaults : [],
    );
    const paths = faults.flatMap(({ path }) => (path?.startsWith('/') ? path : []));
    return paths.map((path) => this.#services.files.nearestExisting(path));
  }

  /** How dockerd would start. */
  docker(): DaemonUnitReading {
    this.#docker ??= this.#read(DOCKER_UNITS, { name: 'dockerd', isProgram: isDockerdName });
    return this.#docker;
  }

  /**
   * How containerd would start: as a service, else by a dockerd that starts its own and gives it its own environment, else
   * by a distribution of Kubernetes.
   */
  containerd(): DaemonUnitReading {
    this.#containerd ??= this.#readContainerd();
    return this.#containerd;
  }

  /** The PATH that systemd gives its services here; undefined when it could not be read. */
  defaultPath(): string | undefined {
    const { given, pathIsAssumed } = readManagerEnvironment(this.#services.files);
    const path = given.find(({ name }) => name === 'PATH');
    return pathIsAssumed && path?.from === undefined ? undefined : path?.value;
  }

  #readContainerd(): DaemonUnitReading {
    const own = this.#read(CONTAINERD_UNITS, { name: 'containerd', isProgram: isContainerdName });
    if (own.kind !== 'none') return own;
    const docker = this.docker();
    // It may start containerd, in an environment that is not known.
    if (docker.kind === 'opaque') return docker;
    const started = docker.kind === 'unit' ? this.#startedBy(docker.unit) : undefined;
    if (started !== undefined) return { kind: 'unit', unit: started };
    return docker.kind === 'none' ? this.#readBundled() : { kind: 'none' };
  }

  /** A containerd that dockerd starts has dockerd's environment and working directory. */
  #startedBy(docker: DaemonUnit): DaemonUnit | undefined {
    if (docker.argv === undefined || docker.unitFile === undefined) return undefined;
    const config = this.#own();
    if (config === undefined) return undefined;
    const { user: _, program: __, command: ___, ...rest } = docker;
    return { ...rest, argv: ['containerd', '--config', config.file], config };
  }

  #readBundled(): DaemonUnitReading {
    for (const { units, isProgram, containerd } of bundles) {
      const reading = this.#read(units, { name: 'containerd', isProgram });
      if (reading.kind === 'broken' || reading.kind === 'opaque') return reading;
      if (reading.kind === 'none' || reading.unit.argv === undefined) continue;
      const { name, argv, environment } = reading.unit;
      const bundled = containerd(this.#services.files, { argv, environment });
      if (typeof bundled === 'string') return { kind: 'broken', message: `${name} starts containerd, but ${bundled}` };
      if (bundled !== undefined) return { kind: 'unit', unit: bundledUnit(reading.unit, bundled) };
    }
    return { kind: 'none' };
  }

  #read(names: readonly string[], daemon: StartedDaemon): DaemonUnitReading {
    for (const name of names) {
      const service = this.#services.read(name, { orphanedDropIns: true });
      this.#asked.push(service);
      const reading = readingOf(this.#services.files, service, daemon);
      if (reading.kind !== 'none') return reading;
    }
    return { kind: 'none' };
  }
}

/** The unit of a distribution of Kubernetes, as far as its containerd goes. */
function bundledUnit(unit: DaemonUnit, { argv, before, after }: BundledContainerd): DaemonUnit {
  const path = [...before, unit.environment.get('PATH') ?? '', ...after].join(':');
  const environment = new Map([...unit.environment, ['PATH', path]]);
  const config = bundledConfig(unit.name, argv);
  const program = argv[0]?.startsWith('/') === true ? argv[0] : undefined;
  const assumedPath = unit.pathIsAssumed ? path : undefined;
  const { program: _, command: __, ...rest } = unit;
  return { ...rest, argv, environment, ...defined({ program, assumedPath, config }) };
}

/** These programs write it when they first start; what they add to containerd's defaults is not known before. */
function bundledConfig(unit: string, argv: readonly string[]): WrittenFile | undefined {
  const file = flagValue(argv, ['config', 'c']);
  if (file === undefined) return undefined;
  const message = `${unit} writes "${file}" when it starts: until then, containerd's defaults are described`;
  return defined({ file, text: '', isReplaced: false, imported: importedBy(unit), message });
}

/** k0s keeps the part for CRI where it runs, which is empty after a boot. Source: k0s `pkg/component/worker/containerd`. */
function importedBy(unit: string): readonly string[] | undefined {
  return unit.startsWith('k0s') ? ['/run/k0s/containerd-cri.toml'] : undefined;
}
