import { errnoText } from '../../core/go/errno-text.ts';
import { defined } from '../../model/defined.ts';
import type { StartFault } from '../../model/host/daemon-files.ts';
import type { Origin, SystemdService, UnreadStart } from '../../model/host/systemd.ts';
import type { WrittenFile } from '../../model/host/written-file.ts';
import { isContainerdName } from '../containerd/containerd-program.ts';
import { flagValue } from '../containerd/flag-value.ts';
import { isDockerdName } from '../docker/dockerd-program.ts';
import { readManagerEnvironment } from './default-path.ts';
import type { KnownServices } from './known-services.ts';
import { type BundledContainerd, bundles } from './kubernetes-units.ts';
import { type RefusedUnit, refusedUnit, startFaults, whyRefused } from './start-faults.ts';
import { type StartedDaemon, type UnitCommand, unitCommand } from './unit-command.ts';
import type { UnitFiles } from './unit-files.ts';

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
  /** Why systemd could not start it, although it has loaded it. */
  readonly startFaults: readonly StartFault[];
  /** The command line; absent when only drop-ins are there and none of them has one. */
  readonly argv?: readonly string[];
  /** The line of that command line; absent where another program makes it. */
  readonly command?: Origin;
  /** The file that its command executes, or a name without a slash that is in no directory; absent where that is not known. */
  readonly program?: string;
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

/** The unit of a daemon, or why systemd would not start it, or why it is not known what its command executes. */
export type DaemonUnitReading =
  | { readonly kind: 'unit'; readonly unit: DaemonUnit }
  | ({ readonly kind: 'opaque'; readonly unit: DaemonUnit } & UnreadStart)
  | { readonly kind: 'none' }
  | { readonly kind: 'broken'; readonly message: string; readonly refused?: RefusedUnit };

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

function readingOf(files: UnitFiles, service: SystemdService, daemon: StartedDaemon): DaemonUnitReading {
  const { state, fragment, dropIns } = service;
  const written = [...(fragment === undefined ? [] : [fragment]), ...dropIns];
  if (written.length === 0) return { kind: 'none' };
  if (service.denied !== undefined && state !== 'masked') return deniedTo(files, service, written, daemon);
  if (state === 'masked' || state === 'error' || (state === 'bad-setting' && fragment !== undefined)) {
    const message = `${service.name} ${troubleOf(service, state)} ("${fragment ?? written[0]}")`;
    return defined({ kind: 'broken' as const, message, refused: refusedUnit(service) });
  }
  const command = unitCommand(files, service, daemon);
  if (command === undefined && service.commands.length > 0) return { kind: 'none' };
  const unit = unitOf(files, service, written, command);
  if (command?.kind !== 'opaque') return { kind: 'unit', unit };
  const { via, from } = command;
  const where = `("${from.file}" line ${from.line})`;
  const message = `${service.name} starts ${daemon.name} through ${via} ${where}, so its flags and environment are not known`;
  return { kind: 'opaque', unit, message };
}

/** systemd reads what shimdex may not, so what the rest of the unit says may not be in effect. */
function deniedTo(
  host: UnitFiles,
  service: SystemdService,
  files: readonly string[],
  daemon: StartedDaemon,
): DaemonUnitReading {
  const { denied = '', name } = service;
  const start = `how ${name} starts ${daemon.name} is not known`;
  const message = `shimdex cannot read "${denied}": ${errnoText('EACCES')}, so ${start}`;
  return { kind: 'opaque', unit: unitOf(host, service, files, undefined), message, denied };
}

function troubleOf(service: SystemdService, state: 'masked' | 'bad-setting' | 'error'): string {
  const { refused } = service;
  if (state === 'masked') return 'is masked';
  const where = refused === undefined ? '' : ` in "${refused.file}" line ${refused.line}`;
  if (state === 'error' && refused === undefined) return 'cannot be loaded';
  return `has a setting that systemd refuses${where}${whyRefused(service)}`;
}

function unitOf(
  host: UnitFiles,
  service: SystemdService,
  files: readonly string[],
  command: UnitCommand | undefined,
): DaemonUnit {
  const { workingDirectory, user, environment, name } = service;
  const cwd = workingDirectory?.value;
  const { argv, program, from, assigned = new Map() } = command?.kind === 'known' ? command : {};
  return defined({
    name,
    unitFile: service.fragment,
    files,
    refusedLines: service.refusedInDropIns,
    startFaults: isWhole(service) ? startFaults(host, service, command) : [],
    argv,
    command: from,
    program,
    environment: new Map([...environment.map(({ name: variable, value }) => [variable, value] as const), ...assigned]),
    ...pathOf(service, command),
    cwd: cwd?.startsWith('/') ? cwd : '/',
    user: user?.value,
  });
}

/** Whether all of the unit is there and was read. */
function isWhole({ fragment, denied }: SystemdService): boolean {
  return fragment !== undefined && denied === undefined;
}

/** PATH can be set by the command itself, `env PATH=/opt/bin:${PATH} dockerd` style. */
function pathOf(
  { environment, pathIsAssumed }: SystemdService,
  command: UnitCommand | undefined,
): Pick<DaemonUnit, 'pathFile' | 'pathIsAssumed' | 'assumedPath'> {
  const inherited = environment.find(({ name }) => name === 'PATH');
  const path = command?.kind === 'known' ? command.assigned.get('PATH') : undefined;
  if (path === undefined) return defined({ pathFile: inherited?.from?.file, pathIsAssumed });
  const isAssumed = pathIsAssumed && inherited !== undefined && path.includes(inherited.value);
  const assumedPath = isAssumed ? path : undefined;
  return defined({ pathFile: command?.from.file, pathIsAssumed: isAssumed, assumedPath });
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
  return { file, text: '', isReplaced: false, message };
}
