import type { DockerFacts, DockerRuntime } from '../../model/host/docker-facts.ts';
import type { Question } from '../../model/resolver.ts';
import { compareCodePoints } from '../code-points.ts';
import type { Answer } from '../containerd/answer.ts';
import { canonicalName, listedAliases } from '../containerd/runtime-name.ts';
import type { World } from '../world.ts';

/** The other names that lead to a file name. */
export function otherNames(name: string, binary: string | undefined): string[] {
  const canonical = binary === undefined ? undefined : canonicalName(binary);
  if (binary === undefined || canonical === undefined) return [];
  return [canonical, ...listedAliases(binary)].filter((other) => other !== name).sort(compareCodePoints);
}

/** The other names that run the same thing for a client. */
export function aliasesOf({ name, client }: Question, answer: Answer, { docker }: World): string[] {
  if (client === 'docker') return sameRuntimes(name, answer, docker);
  // A name that nerdctl takes for a program is not another name of the runc shim.
  const isProgram = client === 'nerdctl' && name !== '' && answer.runtimeType !== undefined;
  return client === 'cri' || isProgram ? [] : otherNames(name, answer.binary);
}

/**
 * The other names that run the same thing for Docker: a runtime with arguments, options or another OCI runtime has none,
 * and is not another name of its shim.
 */
function sameRuntimes(name: string, { binary }: Answer, { runtimes }: DockerFacts): string[] {
  const isSpecial = (asked: string) => runtimes.runtimes.some((runtime) => runtime.name === asked && !isPlain(runtime));
  return isSpecial(name) ? [] : otherNames(name, binary).filter((other) => !isSpecial(other));
}

/** Whether a runtime is its shim and nothing else. */
function isPlain({ path = '', args = [], options = {} }: DockerRuntime): boolean {
  return (path === '' || path === 'runc') && args.length === 0 && Object.keys(options).length === 0;
}
