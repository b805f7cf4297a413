import { type CommandLine, parseCommandLine } from '../../core/docker/config/command-line.ts';
import type { Dockerd, DockerdRead, DockerReading } from '../../core/docker/config/dockerd.ts';
import { newestDocker } from '../../core/docker/config/release.ts';
import { defined } from '../../model/defined.ts';
import type { SourceState } from '../../model/source.ts';
import type { HostFiles } from '../host-files.ts';
import { fromProcLink } from '../processes/process-root.ts';
import type { ProcessFacts } from '../processes/process-table.ts';
import {
  configFileOf,
  type DockerdSurroundings,
  defaultDataRootOf,
  type NamedConfigFile,
  runtimeDirectoryOf,
} from './command-line.ts';
import { dockerdExecutables, dockerdPidFile, findDockerdExecutable } from './find-dockerd.ts';

/** Given values win over the host's. Paths are the host's. */
export interface DockerdOptions {
  readonly dockerConfig?: string;
  /** Flags of dockerd; absent means that its own command line is read. */
  readonly dockerdFlags?: readonly string[];
  readonly dockerVersion?: string;
}

/** Parses what was read of a dockerd: `parseDockerd`, or something around it. */
export type ParseDockerd = (read: DockerdRead) => Dockerd;

const configLimitBytes = 1024 * 1024;

/** Reads how the running dockerd was started, or one would be started, and its daemon.json; judges neither. */
export function readDockerd(
  files: HostFiles,
  options: DockerdOptions,
  running: ProcessFacts | undefined,
  parse: ParseDockerd,
): DockerReading {
  const executable = running === undefined ? findDockerdExecutable(files) : `/proc/${running.pid}/exe`;
  const { version, versionSource } = versionOf(files, options, executable, running);
  const commandLine = parseCommandLine(options.dockerdFlags ?? running?.argv?.slice(1) ?? [], version);
  const cwd = running?.cwd === undefined ? undefined : fromProcLink(files, running.cwd);
  const config = configFile(options, commandLine, { cwd, environ: running?.environ });
  const file = files.readFile(config.path, configLimitBytes);
  const path = running?.environ?.get('PATH');
  const runtimeDirectory = runtimeDirectoryOf(running?.environ);
  return defined({
    dockerd: parse({
      ...commandLine,
      configFile: config.path,
      explicit: config.explicit,
      ...(file.ok ? { bytes: file.bytes } : { bytes: undefined, errno: file.errno }),
      ...defined({ pid: running?.pid, cwd, runtimeDirectory, defaultDataRoot: defaultDataRootOf(running?.environ) }),
    }),
    present: running !== undefined || executable !== undefined || file.ok,
    versionSource,
    path,
    states: [stateOf(config.path, file.ok ? undefined : file.errno)],
    dependsOn: [
      config.path,
      dockerdPidFile,
      ...(running === undefined ? dockerdExecutables : [`/proc/${running.pid}`, `/proc/${running.pid}/exe`]),
    ],
  });
}

function configFile(
  { dockerConfig }: DockerdOptions,
  { flags }: CommandLine,
  surroundings: DockerdSurroundings,
): NamedConfigFile {
  const named = configFileOf(flags, surroundings);
  // A given file is the one that is meant: it may be about to be installed at dockerd's default path.
  return dockerConfig === undefined
    ? named
    : { path: dockerConfig, explicit: named.explicit && named.path === dockerConfig };
}

function versionOf(
  files: HostFiles,
  options: DockerdOptions,
  executable: string | undefined,
  running: ProcessFacts | undefined,
): { readonly version: string; readonly versionSource: DockerReading['versionSource'] } {
  if (options.dockerVersion !== undefined) return { version: options.dockerVersion, versionSource: 'given' };
  const installedAs = running === undefined || running.exeDeleted ? undefined : running.exe;
  const read =
    executable === undefined
      ? undefined
      : files.executables.read('dockerd', {
          open: executable,
          installedAs: running === undefined ? executable : installedAs,
        });
  if (read?.version !== undefined) return { version: read.version, versionSource: 'read' };
  return { version: newestDocker, versionSource: 'assumed' };
}

/** A missing file is for dockerd to complain about; a file that only shimdex cannot read makes the source unreadable. */
function stateOf(path: string, errno: string | undefined): SourceState {
  const source = 'docker-config';
  if (errno === undefined) return { source, state: 'read' };
  if (errno === 'ENOENT') return { source, state: 'absent' };
  if (errno === 'EFBIG') {
    return { source, state: 'unreadable', message: `Cannot read "${path}": larger than 1 MiB` };
  }
  return { source, state: 'unreadable', message: `Cannot read "${path}": ${errno}` };
}
