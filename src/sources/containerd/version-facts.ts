import { executableTestOf, newestContainerd } from '../../core/containerd/release.ts';
import { upstreamVersion } from '../../core/containerd/upstream-version.ts';
import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import { type ExecutableVersion, isOlderGo } from '../executables/executable-version.ts';
import type { HostFiles } from '../host-files.ts';
import type { ContainerdProcess } from './containerd-process.ts';
import type { ContainerdOptions } from './options.ts';

type VersionFacts = Pick<ContainerdFacts, 'version' | 'versionSource' | 'executableTest' | 'tomlLibrary'>;

/** Whose rules apply: the given version, else what the program or the running containerd says, else the newest known. */
export function versionOf(
  files: HostFiles,
  { containerdVersion, saidBy }: ContainerdOptions,
  { pid }: ContainerdProcess,
  read: ExecutableVersion | undefined,
): VersionFacts {
  if (containerdVersion !== undefined) {
    return { version: containerdVersion, versionSource: 'given', executableTest: executableTestOf(containerdVersion) };
  }
  const known = isOfRunning(files, read)
    ? read?.version
    : (upstreamVersion(saidBy?.(pid).version ?? '') ?? read?.version);
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
