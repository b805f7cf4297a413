import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/observation.ts';
import type { Client, Resolution } from '../../model/resolution.ts';
import type { Question } from '../../model/resolver.ts';
import { shimPrefix } from '../../model/words.ts';
import { adviseOnName } from '../advice/advise.ts';
import { compareCodePoints } from '../code-points.ts';
import type { Answer } from '../containerd/answer.ts';
import { askContainerd } from '../containerd/ask.ts';
import { aliases, canonicalName } from '../containerd/runtime-name.ts';
import { adviseOnHandler } from '../cri/advise.ts';
import { answerCri } from '../cri/answer.ts';
import { criService, handlerTables } from '../cri/service.ts';
import { askDocker } from '../docker/ask.ts';
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
  const known = isHandler ? [...handlerTables(criService(world.containerdConfig)).keys()] : world.known;
  const suggestions = answer.available ? [] : suggestionsFor(name, answer, known);
  return {
    name,
    client,
    ...answer,
    ...defined({ note }),
    attempts: [...answer.attempts],
    aliases: isHandler ? [] : otherNames(name, answer.binary),
    advice: isHandler ? adviseOnHandler(name, answer, world) : adviseOnName(name, answer, world),
    ...(suggestions.length === 0 ? {} : { didYouMean: suggestions }),
  };
}

/**
 * A running containerd keeps the first path it found for a binary name until it restarts, and has no API to ask which.
 * Source: containerd `core/runtime/v2/shim_manager.go`, `runtimePaths`.
 */
function rememberedPath({ binary, verdict }: Answer, { pid }: ContainerdFacts): string | undefined {
  if (pid === undefined || verdict === 'refused' || !binary?.startsWith(shimPrefix)) return undefined;
  return `The running containerd (pid ${pid}) keeps the path it first found for "${binary}" until it restarts`;
}

function otherNames(name: string, binary: string | undefined): string[] {
  const canonical = binary === undefined ? undefined : canonicalName(binary);
  if (binary === undefined || canonical === undefined) return [];
  return [canonical, ...aliases(binary)].filter((other) => other !== name).sort(compareCodePoints);
}

/** Another name for the same binary would not start either. */
function suggestionsFor(name: string, { binary }: Answer, known: readonly string[]): string[] {
  const same = new Set(binary === undefined ? [] : otherNames(name, binary));
  return didYouMean(
    name,
    known.filter((candidate) => !same.has(candidate)),
  );
}
