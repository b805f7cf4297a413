import { defined } from '../../model/defined.ts';
import type { ContainerdFacts, DockerFacts, DockerRuntime } from '../../model/host/observation.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { Client, Resolution } from '../../model/resolution.ts';
import type { Question } from '../../model/resolver.ts';
import { shimPrefix } from '../../model/words.ts';
import { adviseOnName } from '../advice/advise.ts';
import { adviseOnForeign, adviseOnOtherConfig } from '../advice/other-config.ts';
import { compareCodePoints } from '../code-points.ts';
import type { Answer } from '../containerd/answer.ts';
import { askContainerd } from '../containerd/ask.ts';
import { aliases, canonicalName } from '../containerd/runtime-name.ts';
import { adviseOnHandler } from '../cri/advise.ts';
import { answerCri } from '../cri/answer.ts';
import { criService, handlerTables } from '../cri/service.ts';
import { askDocker, refusedConfig } from '../docker/ask.ts';
import type { World } from '../world.ts';
import { didYouMean } from './did-you-mean.ts';

type Ask = (name: string, world: World) => Answer;

/** How each client gets its answer; a new client does not compile until it has one. */
const ask: Readonly<Record<Client, Ask>> = { docker: askDocker, containerd: askContainerd, cri: answerCri };

/**
 * Explains everything that happens to a runtime name on the way to its shim, in the words the client would see.
 *
 * `error` is the whole line of `ctr` for containerd's own clients. For Docker's clients it is the message of the Engine's
 * API, which the CLI prints after `Error response from daemon: `.
 */
export function resolveRuntime({ name, client }: Question, world: World): Resolution {
  const answer = ask[client](name, world);
  const note = answer.note ?? rememberedPath(answer, world.containerd);
  const isHandler = client === 'cri';
  const refused = client === 'docker' ? refusedConfig(world.docker) : undefined;
  const suggestions = answer.available ? [] : suggestionsFor({ name, client }, answer, world);
  return {
    name,
    client,
    ...answer,
    ...defined({ refusedConfig: refused, note }),
    attempts: [...answer.attempts],
    aliases: aliasesOf({ name, client }, answer, world),
    advice: isHandler ? adviseOnHandler(name, answer, world) : adviceFor({ name, client }, answer, world),
    ...(suggestions.length === 0 ? {} : { didYouMean: suggestions }),
  };
}

function adviceFor({ name, client }: Question, answer: Answer, world: World): Advice[] {
  const { docker } = world;
  if (client === 'docker' && docker.foreign !== undefined) return adviseOnForeign(docker.foreign);
  const elsewhere = client === 'docker' ? adviseOnOtherConfig(name, answer, docker) : [];
  return elsewhere.length === 0 ? adviseOnName(name, answer, world) : elsewhere;
}

/**
 * A running containerd keeps the first path it found for a binary name until it restarts, and has no API to ask which.
 * Source: containerd `core/runtime/v2/shim_manager.go`, `runtimePaths`.
 */
function rememberedPath({ binary, path, verdict }: Answer, { pid }: ContainerdFacts): string | undefined {
  if (pid === undefined || path === undefined || verdict === 'refused' || !binary?.startsWith(shimPrefix))
    return undefined;
  return `The running containerd (pid ${pid}) keeps the path it first found for "${binary}" until it restarts`;
}

function otherNames(name: string, binary: string | undefined): string[] {
  const canonical = binary === undefined ? undefined : canonicalName(binary);
  if (binary === undefined || canonical === undefined) return [];
  return [canonical, ...aliases(binary)].filter((other) => other !== name).sort(compareCodePoints);
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

function aliasesOf({ name, client }: Question, answer: Answer, { docker }: World): string[] {
  if (client === 'cri') return [];
  return client === 'docker' ? sameRuntimes(name, answer, docker) : otherNames(name, answer.binary);
}

/** Another name for the same binary would not start either; for CRI, only handlers are suggested. */
function suggestionsFor({ name, client }: Question, { binary }: Answer, world: World): string[] {
  const { isolationOf } = world;
  const known = client === 'cri' ? [...handlerTables(criService(world.containerdConfig)).keys()] : world.known;
  const excluded = new Set(binary === undefined ? [] : otherNames(name, binary));
  return didYouMean(name, known, { excluded, isolationOf });
}
