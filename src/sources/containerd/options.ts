import type { RunningContainerdFacts } from '../../model/host/running-containerd.ts';
import type { UnreadStart } from '../../model/host/systemd.ts';
import type { DaemonUnit } from '../systemd/daemon-unit.ts';
import type { ProcessOptions } from './containerd-process.ts';

/** The facts that are given, and where to find the others. */
export interface ContainerdOptions extends ProcessOptions {
  readonly searchPath?: string;
  readonly containerdCwd?: string;
  readonly containerdExe?: string;
  readonly containerdUid?: number;
  readonly containerdVersion?: string;
  /** What a running containerd answered over its socket. */
  readonly saidBy?: (pid: number | undefined) => RunningContainerdFacts;
  /** Used instead of the file that the process was started with. */
  readonly containerdConfig?: string;
  /** How systemd would start it, and the PATH of systemd's services; asked for where no process can be read. */
  readonly service?: ContainerdService;
}

/** What systemd's configuration says about a containerd that does not run. */
export interface ContainerdService {
  readonly unit: DaemonUnit | undefined;
  /** Why its unit does not say how it would start. */
  readonly unread?: UnreadStart | undefined;
  /** PATH of services by default; undefined when it could not be read. */
  readonly defaultPath: () => string | undefined;
}
