import { posix } from 'node:path';
import { defined } from '../../model/defined.ts';
import type { ConfigFacts, ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { ContainerdTarget } from '../containerd-socket/target.ts';
import type { HostFiles } from '../host-files.ts';
import type { Reading } from '../reading.ts';
import type { DaemonUnit } from '../systemd/daemon-unit.ts';
import { ConfigReader, type ConfigRequest } from './config/config-reader.ts';
import { optDirectoryIn, optDirectoryOf } from './config/opt-directory.ts';
import { type ContainerdProcess, readContainerdProcess } from './containerd-process.ts';
import { executableFiles, executableOf, installedFile } from './executable.ts';
import { flagValue } from './flag-value.ts';
import type { ContainerdOptions } from './options.ts';
import { isEmbedded, libraryPathOf, pathOf } from './path-facts.ts';
import { settingsUnread } from './settings-unread.ts';
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
  const startUnread = process.pid === undefined ? options.service?.unread : undefined;
  const cwd = options.containerdCwd ?? process.cwd ?? unit?.cwd ?? '/';
  const argv = process.argv ?? unit?.argv ?? [];
  const { path } = pathOf(options, process, {}, unit);
  const exe = executableOf(files, options, process, { path, unit });
  const read = exe && files.executables.read('containerd', exe);
  const version = versionOf(files, options, process, read);
  const onDisk = installedFile(files, process, unit, read);
  const request = ({ version: release, tomlLibrary }: typeof version): ConfigRequest => ({
    ...defined({ givenFile: options.containerdConfig }),
    version: release,
    tomlLibrary,
    parameters: isEmbedded(process) ? [] : argv.slice(1),
    cwd,
    pid: process.pid,
    user: process.user,
    written: process.pid === undefined ? unit?.config : undefined,
    unread: options.containerdConfig === undefined ? startUnread?.message : undefined,
  });
  const config = configReader.read(request(version));
  const byOwnRules = () => {
    const { containerdVersion: _, ...withoutVersion } = options;
    const ownVersion = versionOf(files, withoutVersion, process, read);
    return ownVersion.versionSource === 'read' ? new ConfigReader(files).read(request(ownVersion)).facts : config.facts;
  };
  // What runs has read its configuration by the rules of its own release, whichever release is given.
  const isRefusedByGiven = options.containerdVersion !== undefined && settingsUnread(config.facts) !== undefined;
  const own = isRefusedByGiven ? byOwnRules() : config.facts;
  const opt = optOf(options, process, own);
  return defined({
    facts: defined({
      pid: process.pid,
      unit: process.pid === undefined ? unit?.name : undefined,
      ...version,
      cwd,
      cwdDeleted: options.containerdCwd === undefined && process.cwdDeleted,
      ...pathOf(options, process, opt, unit),
      startUnread,
      ldLibraryPath: libraryPathOf(process, opt.optDirectory),
      executableDirectory: exe && posix.dirname(exe.path),
      user: userOf(files, { given: options.containerdUid, ofProcess: process.user, ofUnit: unit?.user }),
      otherPaths: process.otherPaths,
      otherHandlers: process.otherHandlers,
      ...stateOf(argv, own, isEmbedded(process)),
      installed: onDisk,
    }),
    config: isEmbedded(process)
      ? undefined
      : defined({
          ...config.facts,
          ...writtenBy(config.facts.file, options, unit),
          startedIn: commandIn(process, unit),
        }),
    ...targetOf(process),
    states: [process.state, ...config.states],
    dependsOn: [
      ...process.dependsOn,
      ...config.dependsOn,
      ...executableFiles(exe, onDisk),
      ...programOf(process, unit),
    ],
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

/** Where the flags of a containerd that does not run are written. */
function commandIn({ pid }: ContainerdProcess, unit: DaemonUnit | undefined): ConfigFacts['startedIn'] {
  return pid === undefined && unit?.command !== undefined ? { unit: unit.name, ...unit.command } : undefined;
}

/** The file that the next start executes, which may appear or disappear. */
function programOf({ pid }: ContainerdProcess, unit: DaemonUnit | undefined): string[] {
  return pid === undefined && unit?.program?.startsWith('/') === true ? [unit.program] : [];
}

/**
 * A running containerd says which directory it has, even if its configuration has changed since then. Without its answer and
 * without the settings, the usual directory is assumed.
 */
function optOf(
  { containerdConfig, saidBy }: ContainerdOptions,
  { pid }: ContainerdProcess,
  config: ConfigFacts,
): Pick<ContainerdFacts, 'optDirectory' | 'optUnread'> {
  const said = containerdConfig === undefined ? optDirectoryIn(saidBy?.(pid) ?? {}) : undefined;
  if (said !== undefined) return defined({ optDirectory: said.directory });
  const unread = settingsUnread(config);
  const settings = unread === undefined ? config.inForce.settings : undefined;
  return defined({ optDirectory: optDirectoryOf(settings), optUnread: unread });
}

/** Where containerd keeps its state, if that is not the usual place; a containerd inside dockerd has no file of its own. */
function stateOf(
  argv: readonly string[],
  config: ConfigFacts,
  embedded: boolean,
): Pick<ContainerdFacts, 'stateDirectory' | 'stateUnread'> {
  // An empty text counts as not given.
  const given = flagValue(argv, ['state']) || undefined;
  const unread = given === undefined && !embedded ? settingsUnread(config) : undefined;
  if (unread !== undefined) return { stateUnread: unread };
  const directory = given ?? config.inForce.settings?.state.value;
  return directory === undefined || directory === usualState ? {} : { stateDirectory: directory };
}
