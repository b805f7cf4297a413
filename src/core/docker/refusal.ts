import { defined } from '../../model/defined.ts';
import type { DockerFacts } from '../../model/host/docker-facts.ts';
import type { Refusal } from '../../model/resolution.ts';
import type { Answer } from '../containerd/answer.ts';
import { containerdRules } from '../containerd/release.ts';
import { toBinaryName } from '../containerd/runtime-name.ts';
import { fileNameOf, isAbsolutePath } from '../go/path.ts';
import { allows } from '../policy.ts';
import type { World } from '../world.ts';
import { checkPermission } from './permission.ts';
import { dockerRules } from './release.ts';

/** The refusal of an unconfigured name; undefined when Docker passes it on. */
export function refusalOf(name: string, docker: DockerFacts): Answer | undefined {
  const rules = dockerRules(docker.version);
  const permission = checkPermission(name, rules);
  if (permission.permitted) return undefined;
  const message = rules.unknownName + name;
  return { ...refused(permission.refusal, message), error: message };
}

/** The answer to the empty name. */
export function emptyName({ runtimes: { defaultRuntime }, unreadConfig }: DockerFacts): Answer {
  const which = unreadConfig === undefined ? `"${defaultRuntime}"` : `which is unknown: ${unreadConfig.message}`;
  return refused('empty', `The empty name is not a runtime; to Docker it means the default, ${which}`);
}

function refused(refusal: Refusal, message: string, binary?: string): Answer {
  return defined({
    verdict: 'refused',
    permitted: false,
    available: false,
    refusal,
    unavailable: { reason: refusal, message },
    binary,
    attempts: [],
  });
}

/** The answer to a name whose shim the site policy denies; undefined when it allows it. */
export function policyDenial(
  shim: string,
  { policy, containerd }: Pick<World, 'containerd' | 'policy'>,
): Answer | undefined {
  const file = shimFile(shim, containerd);
  if (file === undefined || allows(policy, file)) return undefined;
  const message = `The site policy does not allow "${file}"`;
  return refused('policy-denied', message, isAbsolutePath(shim) ? undefined : file);
}

/** The file name of a shim, which the site policy is about. */
export function shimFile(shim: string, containerd: World['containerd']): string | undefined {
  return isAbsolutePath(shim) ? fileNameOf(shim) : toBinaryName(shim, containerdRules(containerd.version));
}
