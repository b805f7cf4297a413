import type { World } from '../world.ts';
import { type Answer, foundIn, noContainerd, outcomeOf } from './answer.ts';
import { startShim } from './start-shim.ts';

const emptyName = 'create container failed validation: container.Runtime.Name must be set: invalid argument';

/**
 * What `ctr` gets for a name. Only containerd's own rule applies: moby's rule and the site policy are about what clients
 * ask Docker for.
 */
export function askContainerd(name: string, world: Pick<World, 'containerd' | 'inspect' | 'explore'>): Answer {
  const start = startShim(name, world);
  const { refusal, failure } = start;
  const message = name === '' ? emptyName : failure?.message;
  const outcome = outcomeOf(failure && { reason: failure.reason, message: `ctr: ${message}` });
  if (refusal !== undefined) return { verdict: 'refused', permitted: false, refusal, ...foundIn(start), ...outcome };
  const verdict = start.path === undefined ? 'not-installed' : 'implicit';
  if (world.containerd.isMissing === true) return { verdict, permitted: true, ...foundIn(start), ...noContainerd };
  return { verdict, permitted: true, ...foundIn(start), ...outcome };
}
