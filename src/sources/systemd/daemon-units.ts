import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { Origin, ServiceCommand, SystemdService } from '../../model/host/systemd.ts';
import type { WrittenFile } from '../../model/host/written-file.ts';
import { flagValue } from '../containerd/flag-value.ts';
import { readManagerEnvironment } from './default-path.ts';
import type { KnownServices } from './known-services.ts';
import { type BundledContainerd, bundles } from './kubernetes-units.ts';

/** How systemd would start a daemon, as its unit and drop-ins have it. */
export interface DaemonUnit {
  /** `containerd.service` style. */
  readonly name: string;
  /** Absent when only drop-ins are there. */
  readonly unitFile?: string;
  /** The unit file and its drop-ins, in the order they apply; never empty. */
  readonly files: readonly string[];
  /** The lines of its drop-ins that systemd refuses, and behind which it ignores the rest of that file. */
  readonly refusedLines: readonly Origin[];
  /** The command line; absent when only drop-ins are there and none of them has one. */
  readonly argv?: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  /** The file that sets PATH; absent when systemd's default applies. */
  readonly pathFile?: string;
  /** PATH is systemd's default, and that could not be read from this host. */
  readonly pathIsAssumed: boolean;
  /** PATH where only the part of it that systemd gives is assumed. */
  readonly assumedPath?: string;
  readonly cwd: string;
  /** User name or id of `User=`. */
  readonly user?: string;
  /** Its configuration, which the program of the unit writes before it starts this containerd. */
  readonly config?: WrittenFile;
}

/** The unit of a daemon, or why systemd would not start it. */
export type DaemonUnitReading =
  | { readonly kind: 'unit'; readonly unit: DaemonUnit }
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly message: string };

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
    return [...new Set(this.#asked.flatMap((service) => [...this.#services.dependsOn(service)]))];
  }

  /** How dockerd would start. */
  docker(): DaemonUnitReading {
    this.#docker ??= this.#read(DOCKER_UNITS, isDockerd);
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
    const own = this.#read(CONTAINERD_UNITS, isContainerd);
    if (own.kind !== 'none') return own;
    const docker = this.docker();
    const started = docker.kind === 'unit' ? this.#startedBy(docker.unit) : undefined;
    if (started !== undefined) return { kind: 'unit', unit: started };
    return docker.kind === 'none' ? this.#readBundled() : { kind: 'none' };
  }

  /** A containerd that dockerd starts has dockerd's environment and working directory. */
  #startedBy(docker: DaemonUnit): DaemonUnit | undefined {
    if (docker.argv === undefined || docker.unitFile === undefined) return undefined;
    const config = this.#own();
    if (config === undefined) return undefined;
    const { user: _, ...rest } = docker;
    return { ...rest, argv: ['containerd', '--config', config.file], config };
  }

  #readBundled(): DaemonUnitReading {
    for (const { units, isProgram, containerd } of bundles) {
      const reading = this.#read(units, isProgram);
      if (reading.kind === 'broken') return reading;
      if (reading.kind === 'none' || reading.unit.argv === undefined) continue;
      const { name, argv, environment } = reading.unit;
      const bundled = containerd(this.#services.files, { argv, environment });
      if (typeof bundled === 'string') return { kind: 'broken', message: `${name} starts containerd, but ${bundled}` };
      if (bundled !== undefined) return { kind: 'unit', unit: bundledUnit(reading.unit, bundled) };
    }
    return { kind: 'none' };
  }

  #read(names: readonly string[], isProgram: (path: string) => boolean): DaemonUnitReading {
    for (const name of names) {
      const service = this.#services.read(name, { orphanedDropIns: true });
      this.#asked.push(service);
      const reading = readingOf(service, isProgram);
      if (reading.kind !== 'none') return reading;
    }
    return { kind: 'none' };
  }
}

function readingOf(service: SystemdService, isProgram: (path: string) => boolean): DaemonUnitReading {
  const { state, fragment, dropIns } = service;
  const files = [...(fragment === undefined ? [] : [fragment]), ...dropIns];
  if (files.length === 0) return { kind: 'none' };
  if (state === 'masked' || state === 'error' || (state === 'bad-setting' && fragment !== undefined)) {
    return { kind: 'broken', message: `${service.name} ${troubleOf(service, state)} ("${fragment ?? files[0]}")` };
  }
  const command = service.commands.find(({ path, argv }) => isProgram(path) || argv.some(isProgram));
  if (command === undefined && service.commands.length > 0) return { kind: 'none' };
  return { kind: 'unit', unit: unitOf(service, files, command, isProgram) };
}

function troubleOf({ commands, refused }: SystemdService, state: 'masked' | 'bad-setting' | 'error'): string {
  if (state === 'masked') return 'is masked';
  const where = refused === undefined ? '' : ` in "${refused.file}" line ${refused.line}`;
  if (state === 'error' && refused === undefined) return 'cannot be loaded';
  const isSecond = refused !== undefined && refused === commands.at(1)?.from;
  const why = isSecond ? ': a second command needs an empty "ExecStart=" before it' : '';
  return `has a setting that systemd refuses${where}${why}`;
}

function unitOf(
  service: SystemdService,
  files: readonly string[],
  command: ServiceCommand | undefined,
  isProgram: (path: string) => boolean,
): DaemonUnit {
  const { workingDirectory, user, environment, name, pathIsAssumed } = service;
  const cwd = workingDirectory?.value;
  return defined({
    name,
    unitFile: service.fragment,
    files,
    refusedLines: service.refusedInDropIns,
    argv: command && withoutWrapper(command, isProgram),
    environment: new Map(environment.map(({ name: variable, value }) => [variable, value])),
    pathFile: environment.find((variable) => variable.name === 'PATH')?.from?.file,
    pathIsAssumed,
    cwd: cwd?.startsWith('/') ? cwd : '/',
    user: user?.value,
  });
}

/** The unit of a distribution of Kubernetes, as far as its containerd goes. */
function bundledUnit(unit: DaemonUnit, { argv, before, after }: BundledContainerd): DaemonUnit {
  const path = [...before, unit.environment.get('PATH') ?? '', ...after].join(':');
  const environment = new Map([...unit.environment, ['PATH', path]]);
  const config = bundledConfig(unit.name, argv);
  return { ...unit, argv, environment, ...defined({ assumedPath: unit.pathIsAssumed ? path : undefined, config }) };
}

/** These programs write it when they first start; what they add to containerd's defaults is not known before. */
function bundledConfig(unit: string, argv: readonly string[]): WrittenFile | undefined {
  const file = flagValue(argv, ['config', 'c']);
  if (file === undefined) return undefined;
  const message = `${unit} writes "${file}" when it starts: until then, containerd's defaults are described`;
  return { file, text: '', isReplaced: false, message };
}

/** `/usr/bin/env FOO=1 dockerd …` and wrappers that execute the rest of their command line. */
function withoutWrapper({ path, argv }: ServiceCommand, isProgram: (path: string) => boolean): readonly string[] {
  if (isProgram(path)) return [path, ...argv.slice(1)];
  return argv.slice(argv.findIndex(isProgram));
}

function isDockerd(path: string): boolean {
  return ['dockerd', 'dockerd-current', 'dockerd-ce'].includes(posix.basename(path));
}

function isContainerd(path: string): boolean {
  return ['containerd', 'docker-containerd'].includes(posix.basename(path));
}
