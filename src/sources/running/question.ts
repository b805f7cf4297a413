import type { DockerReading } from '../../core/docker/config/dockerd.ts';
import { dataRootOf, emptyDocument, textSetting } from '../../core/docker/config/document.ts';
import { unreadDataRoot } from '../../core/docker/config/unread.ts';
import { absolutePath } from '../../core/go/path.ts';
import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { EngineFacts } from '../../model/host/docker-facts.ts';

/** Whose containers are meant. */
export interface RunningQuestion {
  /** The socket of containerd. */
  readonly address: string;
  readonly stateDirectory: string;
  /** Why the directory of the state is not known, so that nothing in `stateDirectory` counts; absent where it is known. */
  readonly stateUnread?: string;
  /** Pid of containerd; absent when none is seen. */
  readonly containerd?: number;
  /** Where the Dockers in front of it keep their data. */
  readonly dockerRoots: readonly string[];
  /** Why it is not known whether these are all; absent where it is. */
  readonly dockerUnread?: string;
  /** Roots of the state of OCI runtimes, in addition to the usual one and to the ones that bundles name. */
  readonly ociRoots: readonly string[];
}

/** Source: containerd `defaults/defaults_unix.go`, `DefaultStateDir`. */
const usualState = '/run/containerd';
/** Source: moby `daemon/config/config_linux.go`. */
const usualExecRoot = '/var/run/docker';

/** Whose containers are meant: the ones of the containerd at hand, and the Docker in front of it. */
export function runningQuestion(
  address: string,
  containerd: ContainerdFacts,
  { dockerd, noEngine }: DockerReading,
  engine: EngineFacts | undefined,
): RunningQuestion {
  const { flags, config, defaultDataRoot } = dockerd;
  const document = config.ok ? config.document : emptyDocument;
  const execRoot = textSetting(document.execRoot, flags, 'exec-root') || usualExecRoot;
  // The running Engine keeps the directory that it was started with, whatever its file says now.
  const inUse = engine?.identity?.dockerRootDir;
  const roots = noEngine === undefined ? [inUse, dataRootOf(document, flags, defaultDataRoot)] : [];
  const unread = inUse === undefined ? unreadDataRoot(dockerd) : undefined;
  return defined({
    address,
    stateDirectory: absolutePath(containerd.stateDirectory ?? usualState, containerd.cwd),
    stateUnread: containerd.stateUnread,
    containerd: containerd.pid,
    dockerRoots: [...new Set(roots.flatMap((root) => (root?.startsWith('/') === true ? root : [])))],
    dockerUnread: unread && `It is not known where Docker keeps its containers: ${unread}`,
    ociRoots: [`${execRoot}/runtime-runc`],
  });
}
