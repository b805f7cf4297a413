import type { Policy } from '../core/policy.ts';
import { type Question, resolveRuntime } from '../core/resolve/resolve.ts';
import type { CurrentInventory } from '../model/inventory-reader.ts';
import type { Resolution } from '../model/resolution.ts';
import type { HostFiles } from '../sources/host-files.ts';

/** Answers a question about a name with the host as it is at this moment. */
export type Resolver = (question: Question, current: CurrentInventory) => Resolution;

/** A resolver that takes the sources' facts from the newest observation, and looks at each file itself. */
export function createResolver(files: HostFiles, policy: Policy): Resolver {
  return (question, { inventory, observation }) => {
    const { containerd, docker } = observation;
    const known = inventory.runtimes.flatMap(({ name, aliases }) => [name, ...aliases]);
    return resolveRuntime(question, {
      containerd,
      docker,
      policy,
      known,
      inspect: (path) => files.inspect(path, containerd.user),
    });
  };
}
