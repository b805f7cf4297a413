import { type CommandLine, parseCommandLine } from '../../core/docker/config/command-line.ts';
import type { Dockerd, DockerdRead, DockerReading } from '../../core/docker/config/dockerd.ts';
import { type BuiltWith, newestDocker } from '../../core/docker/config/release.ts';
import { whyUnread } from '../../core/go/errno-text.ts';
import { isAbsolutePath } from '../../core/go/path.ts';
import { defined } from '../../model/defined.ts';
import type { Credentials } from '../../model/host/file-fact.ts';
import type { UnreadStart } from '../../model/host/systemd.ts';
import type { SourceState } from '../../model/inventory/source.ts';
import type { HostFiles } from '../host-files.ts';
import { findsAnotherFile, fromProcLink } from '../processes/process-root.ts';
import type { ProcessFacts } from '../processes/process-table.ts';
import { mayReadFile, readFileAs } from '../processes/read-as.ts';
import type { DaemonUnit, DaemonUnitReading } from '../systemd/daemon-unit.ts';
import {
  configFileOf,
  type DockerdSurroundings,
  defaultDataRootOf,
  type NamedConfigFile,
  runtimeDirectoryOf,
} from './command-line.ts';
import { isFork } from './dockerd-program.ts';
import { dockerdExecutables, dockerdPidFile, findDockerdExecutable } from './find-dockerd.ts';
import { describeStart, giveFlags, hasUnit, whyStartUnread } from './unit-start.ts';

/** Given values win over the host's. Paths are the host's. */
export interface DockerdOptions {
  readonly dockerConfig?: string;
  /** Flags of dockerd; absent means that its own command line is read. */
  readonly dockerdFlags?: readonly string[];
  readonly dockerVersion?: string;
  /** How systemd would start dockerd; asked for where none runs. */
  readonly unit?: () => DaemonUnitReading;
}

/** Parses what was read of a dockerd: `parseDockerd`, or something around it. */
export type ParseDockerd = (read: DockerdRead) => Dockerd;

/** A daemon.json that only dockerd sees at its path: its mounts are not the ones of shimdex. */
const otherFile = { ok: false, errno: 'EXDEV' } as const;

/** A daemon.json whose place is not known. */
const unseenFile = { ok: false, errno: 'ESRCH' } as const;

const configLimitBytes = 1024 * 1024;

/** Reads how the running dockerd was started, or one would be started, and its daemon.json; judges neither. */
export function readDockerd(
  files: HostFiles,
  options: DockerdOptions,
  running: ProcessFacts | undefined,
  parse: ParseDockerd,
): DockerReading {
  const inUnit = running === undefined ? options.unit?.() : undefined;
  const unit = inUnit?.kind === 'unit' ? inUnit.unit : undefined;
  const startUnread = options.dockerdFlags === undefined ? whyStartUnread(inUnit) : undefined;
  const executable = running === undefined ? findDockerdExecutable(files, unit) : `/proc/${running.pid}/exe`;
  const { version, versionSource, builtWith } = versionOf(files, options, executable, running);
  const argv = running?.argv ?? unit?.argv ?? [];
  // What runs has taken its own flags, and a fork may have more.
  const isOwn = running !== undefined && options.dockerdFlags === undefined && versionSource !== 'given';
  const isStrict = !isOwn && !isFork(argv[0] ?? executable ?? '');
  const build = defined({ isStrict, isAssumed: versionSource === 'assumed', ...builtWith });
  const commandLine = parseCommandLine(options.dockerdFlags ?? argv.slice(1), version, build);
  const hasFlags = running !== undefined || options.dockerdFlags !== undefined;
  const cwd = running?.cwd === undefined ? unit?.cwd : fromProcLink(files, running.cwd);
  const config = configFile(options, commandLine, { cwd, environ: running?.environ });
  const { file, state, denied } = readConfig(files, config.path, options, { running, commandLine, startUnread });
  const path = running === undefined ? servicePath(unit) : running.environ?.get('PATH');
  const runtimeDirectory = runtimeDirectoryOf(running?.environ);
  return defined({
    dockerd: parse({
      ...commandLine,
      configFile: config.path,
      explicit: config.explicit,
      ...(file.ok ? { bytes: file.bytes } : { bytes: undefined, errno: file.errno, ...denied }),
      ...defined({ pid: running?.pid, cwd, runtimeDirectory, defaultDataRoot: defaultDataRootOf(running?.environ) }),
    }),
    present: running !== undefined || executable !== undefined || file.ok || hasUnit(inUnit),
    versionSource,
    path,
    states: [hasFlags ? state : describeStart(files, state, inUnit)],
    dependsOn: [config.path, dockerdPidFile, ...programsOf(running, unit)],
  });
}

/** The process of dockerd; without one, where the dockerd that would be started is, or may appear. */
function programsOf(running: ProcessFacts | undefined, unit: DaemonUnit | undefined): readonly string[] {
  if (running !== undefined) return [`/proc/${running.pid}`, `/proc/${running.pid}/exe`];
  const program = unit?.program ?? '';
  return program.startsWith('/') ? [program, ...dockerdExecutables] : dockerdExecutables;
}

/** How a dockerd is started, or why that is not known. */
interface Start {
  readonly running: ProcessFacts | undefined;
  readonly commandLine: CommandLine;
  readonly startUnread: UnreadStart | undefined;
}

/** The file, its state, and why it is closed or its place is not known. A given file is the asker's choice. */
function readConfig(
  files: HostFiles,
  path: string,
  { dockerConfig }: DockerdOptions,
  { running, commandLine, startUnread }: Start,
): {
  readonly file: ReturnType<typeof readFileAs>;
  readonly state: SourceState;
  readonly denied: Pick<DockerdRead, 'deniedTo' | 'unseen' | 'unseenFile'>;
} {
  if (startUnread !== undefined) {
    const { message, denied } = startUnread;
    const state = { source: 'docker-config', state: 'unreadable', message: `${message}: ${giveFlags}` } as const;
    return { file: unseenFile, state, denied: defined({ unseen: message, unseenFile: denied }) };
  }
  const process = dockerConfig === undefined ? running : undefined;
  const unseen = process && whyUnseen(process, commandLine);
  if (unseen !== undefined) return { file: unseenFile, state: unseenState(unseen), denied: { unseen } };
  const isElsewhere = process !== undefined && findsAnotherFile(files, process.pid, path);
  const file = isElsewhere ? otherFile : readFileAs(files, path, process?.user, configLimitBytes);
  const state = stateOf(files, path, file.ok ? undefined : file.errno, process?.user);
  return { file, state, denied: file.ok ? {} : deniedTo(files, path, process?.user) };
}

/**
 * Why the place of its daemon.json is not known. The environment decides whether a dockerd is rootless, which one of root is
 * not; a relative path begins at the working directory.
 */
function whyUnseen({ pid, environ, cwd, user }: ProcessFacts, { flags }: CommandLine): string | undefined {
  const named = flags.given.get('config-file')?.values.at(-1);
  const mayBeRootless = environ === undefined && user !== undefined && user.uid !== 0;
  const isUnseen = named === undefined ? mayBeRootless : cwd === undefined && !isAbsolutePath(named);
  if (!isUnseen) return undefined;
  const what = named === undefined ? 'environment' : 'working directory';
  return `Cannot read the ${what} of dockerd, process ${pid}, which decides where its daemon.json is`;
}

function unseenState(unseen: string): SourceState {
  const message = `${unseen}: run shimdex as root, or name the file with --docker-config`;
  return { source: 'docker-config', state: 'unreadable', message };
}

function servicePath(unit: DaemonUnit | undefined): string | undefined {
  return unit === undefined || unit.pathIsAssumed ? undefined : unit.environment.get('PATH');
}

function configFile(
  { dockerConfig }: DockerdOptions,
  { flags }: CommandLine,
  surroundings: DockerdSurroundings,
): NamedConfigFile {
  const named = configFileOf(flags, surroundings);
  // A given file always counts: it may be about to be installed at dockerd's default path.
  return dockerConfig === undefined
    ? named
    : { path: dockerConfig, explicit: named.explicit && named.path === dockerConfig };
}

function versionOf(
  files: HostFiles,
  options: DockerdOptions,
  executable: string | undefined,
  running: ProcessFacts | undefined,
): { readonly version: string; readonly versionSource: DockerReading['versionSource']; readonly builtWith: BuiltWith } {
  if (options.dockerVersion !== undefined) {
    return { version: options.dockerVersion, versionSource: 'given', builtWith: {} };
  }
  const installedAs = running === undefined || running.exeDeleted ? undefined : running.exe;
  const read =
    executable === undefined
      ? undefined
      : files.executables.read('dockerd', {
          open: executable,
          installedAs: running === undefined ? executable : installedAs,
        });
  const builtWith = defined({ go: read?.go, units: read?.unitsLibrary });
  if (read?.version !== undefined) return { version: read.version, versionSource: 'read', builtWith };
  return { version: newestDocker, versionSource: 'assumed', builtWith };
}

/** A missing file is for dockerd to complain about; a file that only shimdex cannot read makes the source unreadable. */
function stateOf(
  files: HostFiles,
  path: string,
  errno: string | undefined,
  reader: Credentials | undefined,
): SourceState {
  const source = 'docker-config';
  if (errno === undefined) return { source, state: 'read', file: path };
  if (errno === 'ENOENT') return { source, state: 'absent', file: path, message: whyAbsent(files, path) };
  if (errno === otherFile.errno) {
    const message = `The mounts of dockerd differ, so its "${path}" is another file: name that with --docker-config`;
    return { source, state: 'absent', message };
  }
  const who = deniedTo(files, path, reader).deniedTo;
  const denial = who === undefined ? '' : `: user ${who}, who runs dockerd, may not read it`;
  return { source, state: 'unreadable', file: path, message: `Cannot read "${path}": ${whyUnread(errno)}${denial}` };
}

/** The user of dockerd, where the file is closed to that user too. */
function deniedTo(files: HostFiles, path: string, reader: Credentials | undefined): Pick<DockerdRead, 'deniedTo'> {
  if (reader === undefined || mayReadFile(files, path, reader)) return {};
  return { deniedTo: reader.uid };
}

function whyAbsent(files: HostFiles, path: string): string {
  const target = files.readLink(path);
  if (target === undefined) return `dockerd reads "${path}", which is not there`;
  return `dockerd reads "${path}", which is a symbolic link to "${target}", where nothing is`;
}
