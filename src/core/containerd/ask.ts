import { defined } from '../../model/defined.ts';
import type { World } from '../world.ts';
import { type Answer, foundIn, isOurText, noContainerd, outcomeOf, verdictOf } from './answer.ts';
import { checkProgram, isRuncShim } from './runc-program.ts';
import { startShim } from './start-shim.ts';

const emptyName = 'create container failed validation: container.Runtime.Name must be set: invalid argument';

/**
 * What `ctr` gets for a name. Only containerd's own rule applies: moby's rule and the site policy are about what clients
 * ask Docker for. The runc shim starts `runc` from containerd's PATH, because `ctr` does not send another one by default.
 */
export function askContainerd(name: string, world: Pick<World, 'containerd' | 'inspect' | 'explore'>): Answer {
  const start = startShim(name, world);
  const { refusal } = start;
  const program = isRuncShim(start.path) ? checkProgram(undefined, world) : undefined;
  const failure = start.failure ?? program?.failure;
  const message = name === '' ? emptyName : failure?.message;
  const shown = failure && (isOurText(failure) ? failure : { ...failure, message: `ctr: ${message}` });
  const outcome = outcomeOf(shown);
  const found = { ...foundIn(start), ...defined({ ociRuntime: program?.ociRuntime }) };
  if (refusal !== undefined) return { verdict: 'refused', permitted: false, refusal, ...found, ...outcome };
  const verdict = verdictOf(start);
  if (world.containerd.isMissing === true) return { verdict, permitted: true, ...found, ...noContainerd };
  return { verdict, permitted: true, ...found, ...outcome };
}
