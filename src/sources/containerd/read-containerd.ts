import { posix } from 'node:path';
import type { ContainerdFacts, Credentials } from '../../model/observation.ts';
import { dpkgStatusFile } from '../executables/dpkg-version.ts';
import { type ExecutableVersion, isOlderGo, readExecutableVersion } from '../executables/executable-version.ts';
import type { HostFiles } from '../host-files.ts';
import type { Reading } from '../reading.ts';
import { absolutePath, splitPathList } from '../search-path/go-path.ts';
import { type ContainerdProcess, type ProcessOptions, readContainerdProcess } from './containerd-process.ts';
import { flagValue } from './find-containerd.ts';
import { newestContainerdVersion } from './newest.ts';
import { type OptReading, readOptDirectory } from './opt-directory.ts';

/** What is given by hand, and where to look for the rest. */
export interface ContainerdOptions extends ProcessOptions {
  readonly searchPath?: string;
  readonly containerdCwd?: string;
  readonly containerdExe?: string;
  readonly containerdUid?: number;
  readonly containerdVersion?: string;
  /** Used unless the process was started with a configuration of its own. */
  readonly containerdConfig: string;
}

/** PATH of a service: systemd `src/basic/path-util.h`, `DEFAULT_PATH`. */
const SYSTEMD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const ROOT: Credentials = { uid: 0, gid: 0, groups: [] };

/** Reads what decides containerd's lookup: flags win over its process, the process over what systemd would give. */
export function readContainerd(files: HostFiles, options: ContainerdOptions): Reading<ContainerdFacts> {
  const process = readContainerdProcess(files, options);
  const cwd = options.containerdCwd ?? process.cwd ?? '/';
  const configFile = absolutePath(flagValue(process.argv ?? [], ['config', 'c']) ?? options.containerdConfig, cwd);
  const opt = readOptDirectory(files, configFile);
  const path = pathOf(options, process, opt);
  const exe = executableOf(files, options, process, path.path);
  const version = exe === undefined ? undefined : readVersion(files, exe);
  return {
    facts: {
      ...(process.pid === undefined ? {} : { pid: process.pid }),
      ...versionOf(options, version),
      cwd,
      cwdDeleted: options.containerdCwd === undefined && process.cwdDeleted,
      ...path,
      ...(exe === undefined ? {} : { executableDirectory: posix.dirname(exe.path) }),
      user: userOf(files, options, process),
    },
    states: [process.state, opt.state],
    dependsOn: [...process.dependsOn, configFile, ...(exe === undefined ? [] : [exe.path, dpkgStatusFile])],
  };
}

type PathFacts = Pick<ContainerdFacts, 'path' | 'pathSource' | 'optDirectory'>;

function pathOf(options: ContainerdOptions, process: ContainerdProcess, opt: OptReading): PathFacts {
  if (options.searchPath !== undefined) return { path: options.searchPath, pathSource: 'given' };
  const { environment } = process;
  const inherited = environment === undefined ? SYSTEMD_PATH : environment.path;
  const pathSource = environment === undefined ? 'assumed' : 'process';
  const optDirectory = isEmbedded(process) ? undefined : opt.directory;
  if (optDirectory === undefined) return { ...(inherited === undefined ? {} : { path: inherited }), pathSource };
  // With PATH unset the plugin leaves an empty element behind its own, and that is the working directory.
  return { path: `${optDirectory}:${inherited ?? ''}`, pathSource, optDirectory };
}

/** The containerd inside dockerd (29.7 and later) has no opt plugin. */
function isEmbedded({ exe }: ContainerdProcess): boolean {
  return exe !== undefined && posix.basename(exe) === 'dockerd';
}

interface Executable {
  /** Real path: os.Executable is what the kernel resolved. */
  readonly path: string;
  /** What to open to read it. */
  readonly open: string;
  /** Path a package may list; absent when another file is there by now. */
  readonly installedAs?: string;
}

function executableOf(
  files: HostFiles,
  options: ContainerdOptions,
  process: ContainerdProcess,
  path: string | undefined,
): Executable | undefined {
  const given = options.containerdExe;
  if (given !== undefined) return installed(files.realPath(given) ?? given);
  if (process.exe !== undefined && process.pid !== undefined) {
    const running = `/proc/${process.pid}/exe`;
    // The running program, which is not the file at its path after an upgrade without a restart.
    if (files.root === '/' && files.stat(running).ok) {
      return { path: process.exe, open: running, ...(process.exeDeleted ? {} : { installedAs: process.exe }) };
    }
    return process.exeDeleted ? { path: process.exe, open: running } : installed(process.exe);
  }
  return options.containerd === 'none' ? undefined : installedExecutable(files, path);
}

/** The containerd that a service of this host would start, where none runs. */
function installedExecutable(files: HostFiles, path: string | undefined): Executable | undefined {
  for (const directory of splitPathList(path)) {
    if (!directory.startsWith('/')) continue;
    const fact = files.inspect(posix.join(directory, 'containerd'), ROOT);
    if (fact.kind === 'file' && fact.accessible) return installed(fact.realPath);
  }
  return undefined;
}

function installed(path: string): Executable {
  return { path, open: path, installedAs: path };
}

function readVersion(files: HostFiles, { open, installedAs }: Executable): ExecutableVersion {
  return readExecutableVersion(files, open, 'containerd', installedAs ?? null);
}

type VersionFacts = Pick<ContainerdFacts, 'version' | 'versionSource' | 'executableTest'>;

function versionOf({ containerdVersion }: ContainerdOptions, read: ExecutableVersion | undefined): VersionFacts {
  if (containerdVersion !== undefined) {
    return { version: containerdVersion, versionSource: 'given', executableTest: testOfRelease(containerdVersion) };
  }
  const version = read?.version ?? newestContainerdVersion;
  const executableTest = read?.go === undefined ? testOfRelease(version) : testOfGo(read.go);
  return { version, versionSource: read?.version === undefined ? 'assumed' : 'read', executableTest };
}

function testOfGo(go: string): ContainerdFacts['executableTest'] {
  return isOlderGo(go) ? 'mode-bits' : 'access';
}

/**
 * What a release's own builds do: 1.7.0 was the first with Go 1.20. The last ones of 1.6 were built with a newer Go
 * too, distributions' ones were not; for both the executable itself says it.
 */
function testOfRelease(version: string): ContainerdFacts['executableTest'] {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major < 1 || (major === 1 && minor < 7) ? 'mode-bits' : 'access';
}

function userOf(files: HostFiles, options: ContainerdOptions, process: ContainerdProcess): Credentials {
  const uid = options.containerdUid;
  if (uid === undefined) return process.user ?? ROOT;
  if (uid === process.user?.uid) return process.user;
  return uid === 0 ? ROOT : { uid, gid: groupOf(files, uid), groups: [] };
}

/** A user's own group as passwd(5) tells it, or the group of the same number. */
function groupOf(files: HostFiles, uid: number): number {
  const read = files.readFile('/etc/passwd');
  const lines = read.ok ? read.bytes.toString('utf8').split('\n') : [];
  const fields = lines.map((line) => line.split(':')).find(([, , id]) => id === String(uid));
  const gid = Number(fields?.[3]);
  return Number.isInteger(gid) && fields?.[3] !== '' ? gid : uid;
}
