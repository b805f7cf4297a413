import { shimFile } from '../docker/refusal.ts';
import { allows } from '../policy.ts';
import type { World } from '../world.ts';
import { shellWord } from './shell-word.ts';

/** The options of shimdex that would permit a shim which the site policy denies: a match of `--deny` wins over `--allow`. */
export function policyChange(name: string, { policy, containerd, docker }: World): string {
  const shim = docker.runtimes.runtimes.find((runtime) => runtime.name === name)?.shim ?? name;
  const file = shimFile(shim, containerd) ?? shim;
  const denying = policy.deny.filter((glob) => !allows({ allow: [], deny: [glob] }, file));
  const isListed = allows({ allow: policy.allow, deny: [] }, file);
  const without = denying.map((glob) => `--deny ${shellWord(glob)}`).join(' ');
  const changes = [
    ...(denying.length === 0 ? [] : [`without ${without}`]),
    ...(isListed ? [] : [`with --allow ${shellWord(file)}`]),
  ];
  return `start shimdex ${changes.join(' and ')}`;
}
