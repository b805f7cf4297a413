import type { DockerFacts, DockerRuntime } from '../../model/host/docker-facts.ts';
import type { Question } from '../../model/resolver.ts';
import { compareCodePoints } from '../code-points.ts';
import type { Answer } from '../containerd/answer.ts';
import { canonicalName, listedAliases } from '../containerd/runtime-name.ts';
import { isReserved } from '../docker/ask.ts';
import type { World } from '../world.ts';

/** Other names that run the same thing for a client. */
export function aliasesOf({ name, client }: Question, answer: Answer, { docker }: World): string[] {
  if (client === 'docker') return sameRuntimes(name, answer, docker);
  // A name that nerdctl takes for a program is not another name of the runc shim.
  const isProgram = client === 'nerdctl' && name !== '' && answer.runtimeType !== undefined;
  return client === 'cri' || isProgram ? [] : otherNames(name, answer.binary);
}

/** Other names that lead containerd to the same file name. */
export function otherNames(name: string, binary: string | undefined): string[] {
  const canonical = binary === undefined ? undefined : canonicalName(binary);
  if (binary === undefined || canonical === undefined) return [];
  return [canonical, ...listedAliases(binary)].filter((other) => other !== name).sort(compareCodePoints);
}

/**
 * The other names that run the same thing for Docker: a runtime with arguments, options or another OCI runtime has none,
 * and is not another name of its shim.
 */
function sameRuntimes(name: string, { binary }: Answer, { runtimes, unreadConfig, version }: DockerFacts): string[] {
  const called = (asked: string) => runtimes.runtimes.find((runtime) => runtime.name === asked);
  const isSpecial = (runtime: DockerRuntime | undefined) => runtime !== undefined && !isPlain(runtime);
  /** A file that cannot be read may give the name to another runtime. */
  const isUncertain = (runtime: DockerRuntime | undefined) =>
    unreadConfig !== undefined && (runtime === undefined || !isReserved(runtime, version));
  if (isSpecial(called(name))) return [];
  return otherNames(name, binary).filter((other) => !isSpecial(called(other)) && !isUncertain(called(other)));
}

/** Whether a runtime is its shim and nothing else. */
function isPlain({ path = '', args = [], options = {} }: DockerRuntime): boolean {
  return (path === '' || path === 'runc') && args.length === 0 && Object.keys(options).length === 0;
}
