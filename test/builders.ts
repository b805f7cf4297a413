import { parseCommandLine } from '../src/core/docker/config/command-line.ts';
import { type Dockerd, type DockerdRead, type DockerReading, parseDockerd } from '../src/core/docker/config/dockerd.ts';
import { defined } from '../src/model/defined.ts';
import type { ConfigFacts, ContainerdFacts } from '../src/model/host/containerd-facts.ts';
import type { DaemonFiles } from '../src/model/host/daemon-files.ts';
import type { DaemonServices } from '../src/model/host/daemon-service.ts';
import type { DockerFacts, DockerRuntime, DockerRuntimes, EngineFacts } from '../src/model/host/docker-facts.ts';
import type { FileFact, Inspect } from '../src/model/host/file-fact.ts';
import type { HostFacts } from '../src/model/host/observation.ts';
import type { EntryFacts, PlaceFacts } from '../src/model/host/place-facts.ts';
import type { ProgramFacts } from '../src/model/host/program.ts';
import type { RunningFacts } from '../src/model/host/running.ts';
import type { Finding } from '../src/model/inventory/finding.ts';
import type { Handler } from '../src/model/inventory/handler.ts';
import type { Host, Inventory } from '../src/model/inventory/inventory.ts';
import type { Process } from '../src/model/inventory/process.ts';
import type { Runtime } from '../src/model/inventory/runtime.ts';
import type { Place } from '../src/model/inventory/search-path.ts';
import type { Shim } from '../src/model/inventory/shim.ts';
import type { SourceState } from '../src/model/inventory/source.ts';
import type { Plan } from '../src/model/plan.ts';

/** Fills in what a test has no word for: each builder takes only what the test is about. */
type Given<T, Required extends keyof T = never> = Partial<T> & Pick<T, Required>;

/** An executable file, as containerd's user finds it. */
export function executable(given: Partial<Extract<FileFact, { mode: number }>> = {}): FileFact {
  return { kind: 'file', mode: 0o755, uid: 0, gid: 0, accessible: true, realPath: '', ...given };
}

/** A file without an x bit. */
export function plainFile(given: Partial<Extract<FileFact, { mode: number }>> = {}): FileFact {
  return executable({ mode: 0o644, accessible: false, execErrno: 'EACCES', ...given });
}

/** A program whose content was read. */
export function program(given: Partial<ProgramFacts> = {}): ProgramFacts {
  const format = { kind: 'elf', machine: 'x86-64' } as const;
  return {
    size: 11_615_216,
    mode: 0o755,
    uid: 0,
    gid: 0,
    format,
    digests: { sha256: 'f5cd', md5: 'ce24' },
    patterns: [],
    ...given,
  };
}

/** A directory where a file was looked for. */
export function directory(given: Partial<Extract<FileFact, { mode: number }>> = {}): FileFact {
  return executable({ kind: 'directory', execErrno: 'EACCES', ...given });
}

/** Nothing there, or a link whose target is not. */
export function missing(given: { errno?: string; dangling?: boolean } = {}): FileFact {
  return { kind: 'missing', errno: 'ENOENT', dangling: false, ...given };
}

/** A directory entry; executable by default. */
export function entry(binary: string, file: FileFact = executable(), utf8 = true): EntryFacts {
  return { binary, utf8, file };
}

/** One observed place with the entries found there; a bare name stands for an executable file of that name. */
export function observedPlace(
  directoryPath: string,
  entries: readonly (EntryFacts | string)[] = [],
  given: Partial<PlaceFacts> = {},
): PlaceFacts {
  const found = entries.map((each) => (typeof each === 'string' ? entry(each) : each));
  return {
    directory: directoryPath,
    kind: 'path',
    state: 'ok',
    entries: found.map((each) => ({ ...each, file: located(each.file, joined(directoryPath, each.binary)) })),
    ...given,
  };
}

/** A configured runtime whose shim is named by `runtimeType`; give `path` for one that runs through runc's shim. */
export function dockerRuntime(given: Given<DockerRuntime, 'name'>): DockerRuntime {
  const shimName = given.runtimeType ?? 'io.containerd.runc.v2';
  return { origin: 'configured', shim: shimName, definedIn: { file: '/etc/docker/daemon.json', line: 1 }, ...given };
}

/** The two runtimes every dockerd knows, followed by those given. */
export function dockerRuntimes(
  configured: readonly DockerRuntime[] = [],
  given: Partial<DockerRuntimes> = {},
): DockerRuntimes {
  const stock = ['runc', 'io.containerd.runc.v2'].map(
    (name): DockerRuntime => ({ name, origin: 'stock', shim: 'io.containerd.runc.v2', path: 'runc' }),
  );
  const overridden = new Set(configured.map((each) => each.name));
  return {
    defaultRuntime: 'runc',
    runtimes: [...stock.filter((each) => !overridden.has(each.name)), ...configured],
    ...given,
  };
}

/** A root containerd started by systemd, with a search path of one directory. */
export function containerd(given: Partial<ContainerdFacts> = {}): ContainerdFacts {
  return {
    pid: 42,
    version: '1.7.24',
    versionSource: 'read',
    cwd: '/',
    cwdDeleted: false,
    path: '/usr/bin',
    pathSource: 'process',
    executableDirectory: '/usr/bin',
    user: { uid: 0, gid: 0, groups: [] },
    executableTest: 'access',
    ...given,
  };
}

/** A dockerd with nothing configured. */
export function docker(given: Partial<DockerFacts> = {}): DockerFacts {
  return {
    present: true,
    pid: 43,
    version: '28.2.2',
    versionSource: 'read',
    path: '/usr/bin:/bin',
    configFile: '/etc/docker/daemon.json',
    runtimes: dockerRuntimes(),
    ...given,
  };
}

/** How a dockerd was started; a `text` is the content of its file. */
export interface DockerdInput extends Partial<Omit<DockerdRead, 'args' | 'flags' | 'rules'>> {
  readonly flags?: readonly string[];
  readonly text?: string | undefined;
}

/** A dockerd 28 without flags and without a file. */
export function dockerd({ flags = [], version = '28.0.0', text, build, ...given }: DockerdInput = {}): Dockerd {
  const bytes = text === undefined ? undefined : new TextEncoder().encode(text);
  const file = { configFile: '/etc/docker/daemon.json', explicit: false, bytes };
  return parseDockerd({ ...parseCommandLine(flags, version, build), ...file, ...given });
}

/** What was read of a dockerd, whose file could be read or is not there. */
export function dockerReading(given: Given<DockerReading, 'dockerd'>): DockerReading {
  const state = given.dockerd.bytes === undefined ? 'absent' : 'read';
  return {
    present: true,
    versionSource: 'read',
    states: [{ source: 'docker-config', state }],
    dependsOn: [],
    ...given,
  };
}

/** The facts about a host: containerd's PATH comes from the `path` places by default. */
export function observation(
  given: {
    places?: readonly PlaceFacts[];
    containerd?: Partial<ContainerdFacts>;
    containerdConfig?: ConfigFacts;
    docker?: Partial<DockerFacts>;
    engine?: EngineFacts;
    services?: DaemonServices;
    daemons?: readonly DaemonFiles[];
    running?: RunningFacts;
    day?: string;
    programs?: ReadonlyMap<string, ProgramFacts>;
    sources?: readonly SourceState[];
    target?: string;
  } = {},
): HostFacts {
  const places = given.places ?? [];
  const path = places.filter((each) => each.kind === 'path').map((each) => each.directory);
  return {
    target: given.target ?? 'default',
    containerd: containerd({ path: path.join(':'), ...given.containerd }),
    ...(given.containerdConfig === undefined ? {} : { containerdConfig: given.containerdConfig }),
    places,
    docker: docker(given.docker),
    ...(given.engine === undefined ? {} : { engine: given.engine }),
    ...defined({ services: given.services, daemons: given.daemons, running: given.running, day: given.day }),
    ...(given.programs === undefined ? {} : { programs: given.programs }),
    sources: given.sources ?? [{ source: 'search-path', state: 'read' }],
  };
}

/** Looks at the files of an observation, at `/usr/bin/runc`, and at those in `more`; everything else is missing. */
export function inspectOf(seen: Pick<HostFacts, 'places'>, more: Readonly<Record<string, FileFact>> = {}): Inspect {
  const files = new Map<string, FileFact>([['/usr/bin/runc', executable({ realPath: '/usr/bin/runc' })]]);
  for (const each of seen.places) {
    for (const found of each.entries) files.set(joined(each.directory, found.binary), found.file);
  }
  for (const [path, file] of Object.entries(more)) files.set(path, located(file, path));
  return (path) => files.get(path) ?? missing();
}

/** A runtime that starts; its binary follows from nothing, so give it where the test looks at it. */
export function runtime(given: Given<Runtime, 'name'>): Runtime {
  return { origin: 'implicit', permitted: true, available: true, aliases: [], handlers: [], ...given };
}

/** A shim that containerd would execute. */
export function shim(given: Given<Shim, 'path'>): Shim {
  const slash = given.path.lastIndexOf('/');
  return {
    binary: given.path.slice(slash + 1),
    directory: given.path.slice(0, slash) || '/',
    state: 'effective',
    aliases: [],
    ...given,
  };
}

/** A directory of PATH that is there. */
export function place(given: Given<Place, 'directory'>): Place {
  return { position: 0, kind: 'path', state: 'ok', shims: [], ...given };
}

/** A CRI handler that starts. */
export function handler(given: Given<Handler, 'handler'>): Handler {
  return { runtimeType: 'io.containerd.runc.v2', options: {}, default: false, available: true, advice: [], ...given };
}

/** A shim process that runs the file at its path and serves nothing. */
export function shimProcess(given: Given<Process, 'pid'>): Process {
  return { binary: 'containerd-shim-runc-v2', state: 'current', namespace: 'default', containers: [], ...given };
}

/** A restart that affects no container. */
export function plan(given: Partial<Plan> = {}): Plan {
  const summary = 'A restart of containerd affects no container';
  return { action: 'restart', runs: true, supported: true, containers: [], units: [], advice: [], summary, ...given };
}

/** A finding of low severity. */
export function finding(given: Partial<Finding> = {}): Finding {
  return {
    code: 'shim-shadowed',
    severity: 'low',
    subject: '/usr/bin/containerd-shim-a-v1',
    message: 'Message',
    advice: [{ text: 'Advice' }],
    ...given,
  };
}

/** The host of an inventory: containerd and Docker present, versions read. */
export function host(given: Partial<Host> = {}): Host {
  return {
    target: 'default',
    containerd: { version: '1.7.24', versionSource: 'read', pid: 42, pathSource: 'process', user: 0 },
    docker: { present: true, version: '28.2.2', versionSource: 'read', pid: 43, configFile: '/etc/docker/daemon.json' },
    ...given,
  };
}

/** An inventory of revision 1 with nothing in it but what is given. */
export function inventory(given: Partial<Inventory> = {}): Inventory {
  return {
    revision: 1,
    host: host(),
    defaultRuntime: 'runc',
    runtimes: [],
    shims: [],
    searchPath: [],
    cri: { state: 'served' },
    defaultHandler: 'runc',
    handlers: [],
    processes: [],
    programs: [],
    plan: plan(),
    findings: [],
    sources: [],
    ...given,
  };
}

function located(file: FileFact, path: string): FileFact {
  return file.kind === 'missing' || file.realPath !== '' ? file : { ...file, realPath: path };
}

function joined(directoryPath: string, name: string): string {
  return directoryPath === '/' ? `/${name}` : `${directoryPath}/${name}`;
}
