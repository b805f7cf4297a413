import type { ContainerdFacts, Inspect } from '../../model/observation.ts';
import { type Answer, foundIn, outcomeOf } from './answer.ts';
import { startShim } from './start-shim.ts';

const emptyName = 'create container failed validation: container.Runtime.Name must be set: invalid argument';

/**
 * What `ctr` gets for a name: containerd's own rule alone. Neither moby's rule nor the site's policy, which is about
 * what Docker may be asked for, binds it.
 */
export function askContainerd(
  name: string,
  { containerd }: { readonly containerd: ContainerdFacts },
  inspect: Inspect,
): Answer {
  const start = startShim(name, containerd, inspect);
  const { refusal, failure } = start;
  const message = name === '' ? emptyName : failure?.message;
  const outcome = outcomeOf(failure && { reason: failure.reason, message: `ctr: ${message}` });
  if (refusal !== undefined) return { verdict: 'refused', permitted: false, refusal, ...foundIn(start), ...outcome };
  const verdict = start.path === undefined ? 'not-installed' : 'implicit';
  return { verdict, permitted: true, ...foundIn(start), ...outcome };
}
