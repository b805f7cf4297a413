import { posix } from 'node:path';
import { splitSearchPath } from '../../core/go/path.ts';
import { defined } from '../../model/defined.ts';
import type { InstalledContainerd } from '../../model/host/containerd-facts.ts';
import { dpkgStatusFile } from '../executables/dpkg-status.ts';
import type { Executable, ExecutableVersion } from '../executables/executable-version.ts';
import type { HostFiles } from '../host-files.ts';
import { root } from '../kernel-access.ts';
import type { DaemonUnit } from '../systemd/daemon-unit.ts';
import type { ContainerdProcess } from './containerd-process.ts';
import type { ContainerdOptions } from './options.ts';

/** The program of containerd: the running one, or the one that a service would start. */
export interface ContainerdExecutable extends Executable {
  /** Real path, as os.Executable returns it. */
  readonly path: string;
}

/** The program whose version and directory count; undefined when none is known. */
export function executableOf(
  files: HostFiles,
  options: ContainerdOptions,
  process: ContainerdProcess,
  { path, unit }: { readonly path: string | undefined; readonly unit: DaemonUnit | undefined },
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
  if (options.containerd === 'none') return undefined;
  return unit?.program === undefined ? installedExecutable(files, path) : unitExecutable(files, unit.program);
}

/** The program of the unit; undefined where nothing is at its path, or systemd finds none of that name. */
function unitExecutable(files: HostFiles, program: string): ContainerdExecutable | undefined {
  if (!program.startsWith('/')) return undefined;
  const fact = files.find(program, root);
  if (fact.kind === 'file') return installed(fact.realPath);
  return fact.kind === 'missing' && fact.errno === 'EACCES' ? installed(program) : undefined;
}

/** The containerd on the PATH of a service of this host. */
function installedExecutable(files: HostFiles, path: string | undefined): ContainerdExecutable | undefined {
  for (const directory of splitSearchPath(path)) {
    if (!directory.startsWith('/')) continue;
    const fact = files.find(posix.join(directory, 'containerd'), root);
    if (fact.kind === 'file' && fact.accessible) return installed(fact.realPath);
  }
  return undefined;
}

function installed(path: string): ContainerdExecutable {
  return { path, open: path, installedAs: path };
}

/** The files that the version depends on. */
export function executableFiles(
  exe: ContainerdExecutable | undefined,
  onDisk: InstalledContainerd | undefined,
): string[] {
  const paths = [exe?.path, onDisk?.path].filter((path) => path !== undefined);
  return paths.length === 0 ? [] : [...new Set(paths), dpkgStatusFile];
}

/**
 * The file that a restart starts: the one of its unit, else the one at the path that it was started from. Two programs
 * without exact versions are not compared.
 */
export function installedFile(
  files: HostFiles,
  { pid, exe, exeDeleted }: ContainerdProcess,
  unit: DaemonUnit | undefined,
  running: ExecutableVersion | undefined,
): InstalledContainerd | undefined {
  if (pid === undefined || exe === undefined) return undefined;
  const command = unit?.program;
  const path = command?.startsWith('/') === true ? command : exe;
  const real = files.realPath(path);
  if (real === undefined) return undefined;
  const isRunning = real === exe && !exeDeleted;
  if (isRunning) return defined({ path, isRunning, version: running?.version });
  const found = files.executables.read('containerd', installed(real));
  const isExact = running !== undefined && running.source !== 'hint' && found.source !== 'hint';
  return defined({ path, isRunning, version: isExact ? found.version : undefined });
}
