import type { ContainerdFacts, DockerFacts, Inspect } from '../model/observation.ts';
import type { Policy } from './policy.ts';

/** Everything that the answer to a question about a name depends on. */
export interface World {
  readonly containerd: ContainerdFacts;
  readonly docker: DockerFacts;
  readonly policy: Policy;
  /** Names worth suggesting instead of a name that would not start. */
  readonly known: readonly string[];
  /** Looks at a file of the host, as containerd's user finds it. */
  readonly inspect: Inspect;
}
