import { posix } from 'node:path';
import { executableTestOf, newestContainerd } from '../../core/containerd/release.ts';
import { upstreamVersion } from '../../core/containerd/upstream-version.ts';
import { splitSearchPath } from '../../core/go/path.ts';
import type { ContainerdConfig } from '../../model/containerd/containerd-config.ts';
import { defined } from '../../model/defined.ts';
import type { ConfigFacts, ContainerdFacts, InstalledContainerd } from '../../model/host/containerd-facts.ts';
import type { Credentials } from '../../model/host/file-fact.ts';
import type { ContainerdTarget } from '../containerd-socket/target.ts';
import { isDockerdName } from '../docker/dockerd-program.ts';
import { dpkgStatusFile } from '../executables/dpkg-status.ts';
import { type Executable, type ExecutableVersion, isOlderGo } from '../executables/executable-version.ts';
import type { HostFiles } from '../host-files.ts';
import type { Reading } from '../reading.ts';
import type { DaemonUnit } from '../systemd/daemon-units.ts';
import { ConfigReader } from './config/config-reader.ts';
import { optDirectoryOf } from './config/opt-directory.ts';
import { type ContainerdProcess, type ProcessOptions, readContainerdProcess } from './containerd-process.ts';
import { flagValue } from './flag-value.ts';

/** The facts that are given, and where to find the others. */
export interface ContainerdOptions extends ProcessOptions {
  readonly searchPath?: string;
  readonly containerdCwd?: string;
  readonly containerdExe?: string;
  readonly containerdUid?: number;
  readonly containerdVersion?: string;
  /** The version that a running containerd answered over its socket. */
  readonly answeredVersion?: (pid: number | undefined) => string | undefined;
  /** Used unless the process was started with `--config`. */
  readonly containerdConfig: string;
  /** How systemd would start it, and the PATH of systemd's services; asked for where no process can be read. */
  readonly service?: ContainerdService;
}

/** What systemd's configuration says about a containerd that does not run. */
export interface ContainerdService {
  readonly unit: DaemonUnit | undefined;
  /** PATH of services by default; undefined when it could not be read. */
  readonly defaultPath: () => string | undefined;
}

/** PATH of a service: systemd `src/basic/path-util.h`, `DEFAULT_PATH`. */
const SYSTEMD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** containerd `defaults/defaults_unix.go`, `DefaultStateDir`. */
const usualState = '/run/containerd';
const ROOT: Credentials = { uid: 0, gid: 0, groups: [] };

/** What was read of containerd, and of its configuration where it has one of its own. */
export interface ContainerdReading extends Reading<ContainerdFacts> {
  readonly config?: ConfigFacts;
  /** Where its process can be asked; absent where none is known. */
  readonly socket?: ContainerdTarget;
}

/**
 * Reads the facts that containerd's lookup depends on: from options, else from its process, else from its unit, else
 * systemd's defaults.
 */
export function readContainerd(
  files: HostFiles,
  options: ContainerdOptions,
  configReader = new ConfigReader(files),
): ContainerdReading {
  const process = readContainerdProcess(files, options);
  const unit = startedBy(process, options);
  const cwd = options.containerdCwd ?? process.cwd ?? unit?.cwd ?? '/';
  const argv = process.argv ?? unit?.argv ?? [];
  const exe = executableOf(files, options, process, pathOf(options, process, undefined, unit).path);
  const read = exe && files.executables.read('containerd', exe);
  const version = versionOf(files, options, process, read);
  const onDisk = installedFile(files, process, unit, read);
  const config = configReader.read({
    version: version.version,
    tomlLibrary: version.tomlLibrary,
    parameters: isEmbedded(process) ? [] : argv.slice(1),
    cwd,
    defaultFile: options.containerdConfig,
    pid: process.pid,
    user: process.user,
  });
  const { inForce } = config.facts;
  return {
    facts: defined({
      pid: process.pid,
      ...version,
      cwd,
      cwdDeleted: options.containerdCwd === undefined && process.cwdDeleted,
      ...pathOf(options, process, optDirectoryOf(inForce), unit),
      ldLibraryPath: process.environment?.ldLibraryPath,
      executableDirectory: exe && posix.dirname(exe.path),
      user: userOf(files, options, process, unit),
      otherPaths: process.otherPaths,
      otherHandlers: process.otherHandlers,
      stateDirectory: stateDirectoryOf(process, inForce),
      installed: onDisk,
    }),
    ...(isEmbedded(process) ? {} : { config: config.facts }),
    ...targetOf(process),
    states: [process.state, ...config.states],
    dependsOn: [...process.dependsOn, ...config.dependsOn, ...executableFiles(exe, onDisk)],
  };
}

function targetOf({ pid, startTicks, address }: ContainerdProcess): Pick<ContainerdReading, 'socket'> {
  return pid === undefined ? {} : { socket: defined({ pid, startTicks, address }) };
}

function executableFiles(exe: ContainerdExecutable | undefined, onDisk: InstalledContainerd | undefined): string[] {
  const paths = [exe?.path, onDisk?.path].filter((path) => path !== undefined);
  return paths.length === 0 ? [] : [...new Set(paths), dpkgStatusFile];
}

/**
 * The file that a restart starts: the one of its unit, else the one at the path that it was started from. Two programs
 * without exact versions are not compared.
 */
function installedFile(
  files: HostFiles,
  { pid, exe, exeDeleted }: ContainerdProcess,
  unit: DaemonUnit | undefined,
  running: ExecutableVersion | undefined,
): InstalledContainerd | undefined {
  if (pid === undefined || exe === undefined) return undefined;
  const command = unit?.argv?.[0];
  const path = command?.startsWith('/') === true ? command : exe;
  const real = files.realPath(path);
  if (real === undefined) return undefined;
  const isRunning = real === exe && !exeDeleted;
  if (isRunning) return defined({ path, isRunning, version: running?.version });
  const found = files.executables.read('containerd', installed(real));
  const isExact = running !== undefined && running.source !== 'hint' && found.source !== 'hint';
  return defined({ path, isRunning, version: isExact ? found.version : undefined });
}

/** The unit that starts the containerd: a process that runs without it has another command line. */
function startedBy(
  { pid, argv }: ContainerdProcess,
  { containerd, service }: ContainerdOptions,
): DaemonUnit | undefined {
  const unit = service?.unit;
  if (pid !== undefined) return argv?.[0] !== undefined && argv[0] === unit?.argv?.[0] ? unit : undefined;
  return typeof containerd === 'number' ? undefined : unit;
}

/** Undefined where containerd keeps its state in the usual place. */
function stateDirectoryOf({ argv = [] }: ContainerdProcess, { settings }: ContainerdConfig): string | undefined {
  const directory = flagValue(argv, ['state']) ?? settings?.state.value;
  return directory === usualState ? undefined : directory;
}

type PathFacts = Pick<ContainerdFacts, 'path' | 'pathSource' | 'optDirectory'>;

function pathOf(
  options: ContainerdOptions,
  process: ContainerdProcess,
  opt: string | undefined,
  unit: DaemonUnit | undefined,
): PathFacts {
  if (options.searchPath !== undefined) return { path: options.searchPath, pathSource: 'given' };
  const { path: inherited, pathSource } = inheritedPath(process, unit, options.service);
  const optDirectory = isEmbedded(process) ? undefined : opt;
  if (optDirectory === undefined) return defined({ path: inherited, pathSource });
  // If PATH is unset, the plugin's value ends in an empty element, which means the working directory.
  return { path: `${optDirectory}:${inherited ?? ''}`, pathSource, optDirectory };
}

function inheritedPath(
  { environment }: ContainerdProcess,
  unit: DaemonUnit | undefined,
  service: ContainerdService | undefined,
): Pick<ContainerdFacts, 'path' | 'pathSource'> {
  if (environment !== undefined) return defined({ path: environment.path, pathSource: 'process' });
  if (unit !== undefined && !unit.pathIsAssumed) {
    return defined({ path: unit.environment.get('PATH'), pathSource: 'unit' });
  }
  return { path: unit?.assumedPath ?? service?.defaultPath() ?? SYSTEMD_PATH, pathSource: 'assumed' };
}

/** The containerd inside dockerd (29.7 and later) has no opt plugin. */
function isEmbedded({ exe }: ContainerdProcess): boolean {
  return exe !== undefined && isDockerdName(exe);
}

interface ContainerdExecutable extends Executable {
  /** Real path, as os.Executable returns it. */
  readonly path: string;
}

function executableOf(
  files: HostFiles,
  options: ContainerdOptions,
  process: ContainerdProcess,
  path: string | undefined,
): ContainerdExecutable | undefined {
  const given = options.containerdExe;
  if (given !== undefined) return installed(files.realPath(given) ?? given);
  if (process.exe !== undefined && process.pid !== undefined) {
    const running = `/proc/${process.pid}/exe`;
    // The running program; after an upgrade without a restart its path holds another file.
    if (files.root === '/' && files.stat(running).ok) {
      return { path: process.exe, open: running, installedAs: process.exeDeleted ? undefined : process.exe };
    }
    return process.exeDeleted ? { path: process.exe, open: running } : installed(process.exe);
  }
  return options.containerd === 'none' ? undefined : installedExecutable(files, path);
}

/** The containerd that a service of this host would start. */
function installedExecutable(files: HostFiles, path: string | undefined): ContainerdExecutable | undefined {
  for (const directory of splitSearchPath(path)) {
    if (!directory.startsWith('/')) continue;
    const fact = files.inspect(posix.join(directory, 'containerd'), ROOT);
    if (fact.kind === 'file' && fact.accessible) return installed(fact.realPath);
  }
  return undefined;
}

function installed(path: string): ContainerdExecutable {
  return { path, open: path, installedAs: path };
}

type VersionFacts = Pick<ContainerdFacts, 'version' | 'versionSource' | 'executableTest' | 'tomlLibrary'>;

function versionOf(
  files: HostFiles,
  { containerdVersion, answeredVersion }: ContainerdOptions,
  { pid }: ContainerdProcess,
  read: ExecutableVersion | undefined,
): VersionFacts {
  if (containerdVersion !== undefined) {
    return { version: containerdVersion, versionSource: 'given', executableTest: executableTestOf(containerdVersion) };
  }
  const known = isOfRunning(files, read)
    ? read?.version
    : (upstreamVersion(answeredVersion?.(pid) ?? '') ?? read?.version);
  const version = known ?? newestContainerd;
  const executableTest = read?.go === undefined ? executableTestOf(version) : testOfGo(read.go);
  const versionSource = known === undefined ? 'assumed' : 'read';
  const tomlLibrary = known === read?.version ? read?.tomlLibrary : undefined;
  return defined({ version, versionSource, executableTest, tomlLibrary });
}

/** Below another root, the file at the path of the program is read, which may have been replaced since the start. */
function isOfRunning({ root }: HostFiles, read: ExecutableVersion | undefined): boolean {
  return root === '/' && (read?.source === 'build-info' || read?.source === 'dpkg');
}

function testOfGo(go: string): ContainerdFacts['executableTest'] {
  return isOlderGo(go) ? 'mode-bits' : 'access';
}

function userOf(
  files: HostFiles,
  options: ContainerdOptions,
  process: ContainerdProcess,
  unit: DaemonUnit | undefined,
): Credentials {
  const uid = options.containerdUid ?? (process.user === undefined ? uidOf(files, unit?.user) : undefined);
  if (uid === undefined) return process.user ?? ROOT;
  if (uid === process.user?.uid) return process.user;
  return uid === 0 ? ROOT : { uid, gid: groupOf(files, uid), groups: [] };
}

/** The id of a user that is given by name or by id; undefined when passwd(5) has no such name. */
function uidOf(files: HostFiles, user: string | undefined): number | undefined {
  if (user === undefined) return undefined;
  if (/^\d{1,10}$/.test(user)) return Number(user);
  const uid = Number(accounts(files).find(([name]) => name === user)?.[2] || Number.NaN);
  return Number.isInteger(uid) ? uid : undefined;
}

function accounts(files: HostFiles): string[][] {
  const read = files.readFile('/etc/passwd');
  const lines = read.ok ? read.bytes.toString('utf8').split('\n') : [];
  return lines.map((line) => line.split(':'));
}

/** The primary group of a user in passwd(5); if the user is not listed, the group with the same number. */
function groupOf(files: HostFiles, uid: number): number {
  const fields = accounts(files).find(([, , id]) => id === String(uid));
  const gid = Number(fields?.[3]);
  return Number.isInteger(gid) && fields?.[3] !== '' ? gid : uid;
}
