import type { SourceState } from '../../model/source.ts';
import type { HostFiles } from '../host-files.ts';
import { fromProcLink } from '../processes/process-root.ts';
import type { ProcessFacts } from '../processes/process-table.ts';
import type { Reading } from '../reading.ts';
import { configFileOf, type DockerdSurroundings, type NamedConfigFile, runtimeDirectoryOf } from './command-line.ts';
import type { DockerdReading } from './dockerd-reading.ts';
import { dockerdExecutables, dockerdPidFile, findDockerdExecutable } from './find-dockerd.ts';

/** What is told by hand wins over what the host says. Paths are the host's. */
export interface DockerdOptions {
  readonly dockerConfig?: string;
  /** Flags dockerd runs with; absent means its own command line is read. */
  readonly dockerdFlags?: readonly string[];
  readonly dockerVersion?: string;
  /** Version to name when none is given and none can be read. */
  readonly assumedDockerVersion?: string;
}

const configLimitBytes = 1024 * 1024;

/** Reads how the dockerd that is running was started, or one would be, and its daemon.json; judges neither. */
export function readDockerd(
  files: HostFiles,
  options: DockerdOptions,
  running: ProcessFacts | undefined,
): Reading<DockerdReading> {
  const executable = running === undefined ? findDockerdExecutable(files) : `/proc/${running.pid}/exe`;
  const flags = options.dockerdFlags ?? running?.argv?.slice(1) ?? [];
  const cwd = running?.cwd === undefined ? undefined : fromProcLink(files, running.cwd);
  const config = configFile(options, flags, { cwd, environ: running?.environ });
  const read = files.readFile(config.path, configLimitBytes);
  const path = running?.environ?.get('PATH');
  const runtimeDirectory = runtimeDirectoryOf(running?.environ);
  return {
    facts: {
      present: running !== undefined || executable !== undefined || read.ok,
      ...(running === undefined ? {} : { pid: running.pid }),
      ...versionOf(files, options, executable, running),
      ...(path === undefined ? {} : { path }),
      configFile: config.path,
      configFileExplicit: config.explicit,
      flags,
      ...(read.ok ? { bytes: read.bytes } : { errno: read.errno }),
      ...(runtimeDirectory === undefined ? {} : { runtimeDirectory }),
      ...(cwd === undefined ? {} : { cwd }),
    },
    states: [stateOf(config.path, read.ok ? undefined : read.errno)],
    dependsOn: [
      config.path,
      dockerdPidFile,
      ...(running === undefined ? dockerdExecutables : [`/proc/${running.pid}`, `/proc/${running.pid}/exe`]),
    ],
  };
}

function configFile(
  { dockerConfig }: DockerdOptions,
  flags: readonly string[],
  surroundings: DockerdSurroundings,
): NamedConfigFile {
  const named = configFileOf(flags, surroundings);
  // Whoever points at a file means that file: it may be about to be installed as one that dockerd takes by default.
  return dockerConfig === undefined
    ? named
    : { path: dockerConfig, explicit: named.explicit && named.path === dockerConfig };
}

function versionOf(
  files: HostFiles,
  options: DockerdOptions,
  executable: string | undefined,
  running: ProcessFacts | undefined,
): Pick<DockerdReading, 'version' | 'versionSource'> {
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
  return { version: options.assumedDockerVersion ?? 'newest', versionSource: 'assumed' };
}

/** A file that is not there is dockerd's to complain of; one that only we cannot read is ours. */
function stateOf(path: string, errno: string | undefined): SourceState {
  const source = 'docker-config';
  if (errno === undefined) return { source, state: 'read' };
  if (errno === 'ENOENT') return { source, state: 'absent' };
  if (errno === 'EFBIG') {
    return { source, state: 'unreadable', message: `Cannot read "${path}": larger than 1 MiB` };
  }
  return { source, state: 'unreadable', message: `Cannot read "${path}": ${errno}` };
}
