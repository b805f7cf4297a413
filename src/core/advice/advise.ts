import type { Advice } from '../../model/advice.ts';
import type { Answer } from '../containerd/answer.ts';
import type { World } from '../world.ts';

/** What to do about a name that would not start, most useful first; empty when it would, or when it is not known why not. */
export function adviseOnName(_name: string, answer: Answer, _world: World): Advice[] {
  if (answer.available !== false) return [];
  return [{ text: 'Install what it needs' }];
}
