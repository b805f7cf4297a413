import type { SourceState } from '../inventory/source.ts';
import type { ConfigFacts, ContainerdFacts } from './containerd-facts.ts';
import type { DaemonFiles } from './daemon-files.ts';
import type { DaemonServices } from './daemon-service.ts';
import type { DockerFacts, EngineFacts } from './docker-facts.ts';
import type { PlaceFacts } from './place-facts.ts';
import type { ProgramFacts } from './program.ts';
import type { RunningFacts } from './running.ts';
import type { RunningContainerdFacts } from './running-containerd.ts';

/** All facts about a host that its inventory is made of. */
export interface HostFacts {
  readonly target: string;
  /** The host's own name; absent where it is not known. */
  readonly hostName?: string;
  readonly containerd: ContainerdFacts;
  /** Absent where no configuration was read, as for the containerd inside dockerd. */
  readonly containerdConfig?: ConfigFacts;
  /** What the running containerd said over its socket; absent without an answer. */
  readonly runningContainerd?: RunningContainerdFacts;
  readonly places: readonly PlaceFacts[];
  readonly docker: DockerFacts;
  /** The services of systemd that the daemons run in; absent where none was looked for. */
  readonly services?: DaemonServices;
  /** What runs under containerd; absent where it was not read. */
  readonly running?: RunningFacts;
  /** Day of the look, `YYYY-MM-DD` in UTC; absent where it does not count. */
  readonly day?: string;
  /** The running Engine's last answer; absent without one. The source `docker-engine` says whether it is still good. */
  readonly engine?: EngineFacts;
  /** Programs whose content was read in the background, by their real paths. */
  readonly programs?: ReadonlyMap<string, ProgramFacts>;
  readonly sources: readonly SourceState[];
  /** Absent where nobody looked for them. */
  readonly daemons?: readonly DaemonFiles[];
}
