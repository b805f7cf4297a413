import { posix } from 'node:path';
import type { ContainerdConfig } from '../../model/containerd/containerd-config.ts';
import { defined } from '../../model/defined.ts';
import type { ConfigFacts, ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { ContainerdTarget } from '../containerd-socket/target.ts';
import type { HostFiles } from '../host-files.ts';
import type { Reading } from '../reading.ts';
import type { DaemonUnit } from '../systemd/daemon-units.ts';
import { ConfigReader } from './config/config-reader.ts';
import { optDirectoryOf } from './config/opt-directory.ts';
import { type ContainerdProcess, readContainerdProcess } from './containerd-process.ts';
import { executableFiles, executableOf, installedFile } from './executable.ts';
import { flagValue } from './flag-value.ts';
import type { ContainerdOptions } from './options.ts';
import { isEmbedded, pathOf } from './path-facts.ts';
import { userOf } from './user.ts';
import { versionOf } from './version-facts.ts';

/** containerd `defaults/defaults_unix.go`, `DefaultStateDir`. */
const usualState = '/run/containerd';

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
    written: process.pid === undefined ? unit?.config : undefined,
  });
  const { inForce } = config.facts;
  return defined({
    facts: defined({
      pid: process.pid,
      ...version,
      cwd,
      cwdDeleted: options.containerdCwd === undefined && process.cwdDeleted,
      ...pathOf(options, process, optDirectoryOf(inForce), unit),
      ldLibraryPath: process.environment?.ldLibraryPath,
      executableDirectory: exe && posix.dirname(exe.path),
      user: userOf(files, { given: options.containerdUid, ofProcess: process.user, ofUnit: unit?.user }),
      otherPaths: process.otherPaths,
      otherHandlers: process.otherHandlers,
      stateDirectory: stateDirectoryOf(process, inForce),
      installed: onDisk,
    }),
    config: isEmbedded(process) ? undefined : { ...config.facts, ...writtenBy(config.facts.file, options, unit) },
    ...targetOf(process),
    states: [process.state, ...config.states],
    dependsOn: [...process.dependsOn, ...config.dependsOn, ...executableFiles(exe, onDisk)],
  });
}

/** dockerd writes the file of its containerd next to the socket. */
function writtenBy(
  file: string,
  { isOfDockerd, dockerd, containerdAddress }: ContainerdOptions,
  unit: DaemonUnit | undefined,
): Pick<ConfigFacts, 'isDockerds'> {
  const isBesideSocket = file === posix.join(posix.dirname(containerdAddress), 'containerd.toml');
  const isRunning = isOfDockerd === true && dockerd !== undefined && isBesideSocket;
  return isRunning || (unit?.config?.isReplaced === true && file === unit.config.file) ? { isDockerds: true } : {};
}

function targetOf({ pid, startTicks, address }: ContainerdProcess): Pick<ContainerdReading, 'socket'> {
  return pid === undefined ? {} : { socket: defined({ pid, startTicks, address }) };
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
