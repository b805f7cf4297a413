import { defined } from '../../model/defined.ts';
import type { ConfigFacts, ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { DockerRuntime } from '../../model/host/docker-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import { joined } from '../../model/joined.ts';
import { oncePer } from '../../model/once-per.ts';
import type { Client, Resolution, Suggestion } from '../../model/resolution.ts';
import type { Question } from '../../model/resolver.ts';
import { shimPrefix } from '../../model/words.ts';
import { adviseOnName } from '../advice/advise.ts';
import { withoutDocker } from '../advice/host/without-docker.ts';
import { adviseOnForeign, adviseOnOtherConfig } from '../advice/other-config.ts';
import { adviseOnRuncProgram } from '../advice/runc-program.ts';
import type { Answer } from '../containerd/answer.ts';
import { askContainerd } from '../containerd/ask.ts';
import { ctrDefault } from '../containerd/runtime-name.ts';
import { adviseOnHandler } from '../cri/advise.ts';
import { answerCri } from '../cri/answer.ts';
import { noteOnHandlerFiles } from '../cri/handler-files.ts';
import { criService, handlerTables } from '../cri/service.ts';
import { askDocker } from '../docker/ask.ts';
import { noteOnMissing } from '../docker/foreign.ts';
import { refusedConfig, unknownDefault } from '../docker/unloaded.ts';
import { adviseOnNerdctl } from '../nerdctl/advise.ts';
import { askNerdctl } from '../nerdctl/ask.ts';
import type { World } from '../world.ts';
import { causeOf } from './cause.ts';
import { printsOf } from './client-command.ts';
import { didYouMean } from './did-you-mean.ts';
import { worksInstead, written } from './instead.ts';
import { aliasesOf, otherNames } from './other-names.ts';
import { resolveWithoutName } from './without-name.ts';

type Ask = (name: string, world: World) => Answer;

/** How each client gets its answer; a new client does not compile until it has one. */
const ask: Readonly<Record<Client, Ask>> = {
  docker: askDocker,
  containerd: askContainerd,
  nerdctl: askNerdctl,
  cri: answerCri,
};

type Advise = (name: string, answer: Answer, world: World) => readonly Advice[];

/** What each client's user can do about a name that would not start. */
const advise: Readonly<Record<Client, Advise>> = {
  docker: adviseOnDocker,
  containerd: adviseOnCtr,
  nerdctl: adviseOnNerdctl,
  cri: adviseOnHandler,
};

/**
 * Explains everything that happens to a runtime name on the way to its shim, in the words the client would see. For a name
 * that does not start, it adds the cause, similar names and what works now. For a name that may start it adds the cause only.
 */
export function resolveRuntime(question: Question, world: World): Resolution {
  const { client, about } = question;
  if (about !== undefined)
    return resolveWithoutName(question, { names: namesFor(client, world), ask: (name) => ask[client](name, world) });
  const answer = answerTo(question, world);
  const resolution = describe(question, answer, world);
  const ofHandlers = client === 'cri' ? undefined : noteOnHandlerFiles(answer, world);
  const ofDocker = isWithoutDocker(question, world) ? noteOnMissing(world.docker) : undefined;
  return {
    ...resolution,
    ...defined({ note: joined(joined(ofDocker, resolution.note), ofHandlers) }),
    ...(answer.available ? {} : helpOn(question, answer, world)),
  };
}

/** The same without similar names and what works instead, for an inventory of many names. */
export function resolveListed(question: Question, world: World): Resolution {
  return describe(question, answerTo(question, world), world);
}

function answerTo({ name, client, usesDefault }: Question, world: World): Answer {
  const { unreadConfig } = world.docker;
  const isUnknown = client === 'docker' && name === '' && usesDefault === true;
  return isUnknown && unreadConfig !== undefined ? unknownDefault(unreadConfig) : ask[client](name, world);
}

/**
 * `error` is the whole line of `ctr`. For Docker's clients it is the message of the Engine's API; for nerdctl, the text after
 * `FATA[0000] `; for CRI, the text that the kubelet gets. `prints` is what the command shows.
 */
function describe({ name, client }: Question, answer: Answer, world: World): Resolution {
  const refused = client === 'docker' ? refusedConfig(world.docker) : undefined;
  return {
    name,
    client,
    ...answer,
    ...defined({ refusedConfig: refused, note: noteOn(client, answer, world) }),
    ...printsOf(defined({ client, error: isOfDockerd(answer, refused) ? undefined : answer.error })),
    attempts: [...answer.attempts],
    aliases: aliasesOf({ name, client }, answer, world),
    advice: [...advise[client](name, answer, world)],
  };
}

/** dockerd says it when it does not start; no client prints it. */
function isOfDockerd({ error }: Answer, refused: Resolution['refusedConfig']): boolean {
  return refused !== undefined && refused.message === error;
}

type Help = Pick<Resolution, 'cause' | 'didYouMean' | 'suggestions' | 'instead'>;

/** The help for a name that does not start: the cause, similar names, and what works now. */
function helpOn({ name, client }: Question, answer: Answer, world: World): Help {
  const answers = new Map<string, Answer>();
  const askOnce = (asked: string): Answer => {
    const known = answers.get(asked) ?? ask[client](asked, world);
    answers.set(asked, known);
    return known;
  };
  const isAccepted = (asked: string) => askOnce(asked).verdict !== 'refused';
  // A name that may start may well be what was meant.
  const names = answer.available === false ? suggestionsFor({ name, client }, answer, world, isAccepted) : [];
  const suggestions = names.map((each): Suggestion => {
    const { available, unavailable } = askOnce(each);
    return defined({ name: each, available, reason: unavailable?.reason });
  });
  const starts = (asked: string) => askOnce(asked).available === true;
  const causeOfFirst = () => {
    const [near] = suggestions;
    if (near === undefined || near.available !== false) return undefined;
    const none = { similar: undefined, nearCause: undefined };
    return causeOf({ name: near.name, client, answer: askOnce(near.name), world, ...none });
  };
  const similar = suggestions.find(({ available }) => available === true)?.name;
  const insteadOf = () => {
    if (answer.available !== false || isStopped(client, world)) return undefined;
    if (isWithoutDocker({ client }, world)) return withContainerd(name, world);
    return worksInstead({ name, client, answer, suggestions, starts });
  };
  return defined({
    cause: causeOf({
      name,
      client,
      answer,
      world,
      similar,
      nearCause: similar === undefined ? causeOfFirst() : undefined,
    }),
    didYouMean: names.length === 0 ? undefined : names,
    suggestions: names.length === 0 ? undefined : suggestions,
    instead: insteadOf(),
  });
}

function isWithoutDocker({ client }: Pick<Question, 'client'>, { docker }: World): boolean {
  return client === 'docker' && docker.isMissing === true;
}

/** Where no Docker can start anything, containerd itself may. */
function withContainerd(name: string, world: World): Advice | undefined {
  const answer = askContainerd(name, world);
  if (answer.available === true) return written(name, 'containerd');
  return helpOn({ name, client: 'containerd' }, answer, world).instead;
}

/** dockerd does not run, and would not start: nothing works for its clients. */
function isStopped(client: Client, { docker }: World): boolean {
  return client === 'docker' && docker.pid === undefined && refusedConfig(docker) !== undefined;
}

function adviseOnDocker(name: string, answer: Answer, world: World): readonly Advice[] {
  const { docker } = world;
  if (docker.foreign !== undefined) return adviseOnForeign(docker.foreign);
  const elsewhere = adviseOnOtherConfig(name, answer, docker);
  return elsewhere.length === 0 ? adviseOnName(name, answer, world) : elsewhere;
}

function adviseOnCtr(name: string, answer: Answer, world: World): readonly Advice[] {
  if (name === '')
    return [{ text: `Name a runtime, or leave out --runtime to use the default of ctr, "${ctrDefault}"` }];
  const onProgram = adviseOnRuncProgram(answer);
  if (onProgram !== undefined) return onProgram;
  return withoutDocker(adviseOnName(name, answer, world), { binary: answer.binary, client: 'containerd', world });
}

/** An assumption about nerdctl and a remembered path are both worth a note. */
function noteOn(client: Client, answer: Answer, { containerd }: World): string | undefined {
  const remembered = rememberedPath(answer, containerd);
  return client === 'nerdctl' ? joined(answer.note, remembered) : (answer.note ?? remembered);
}

/**
 * A running containerd keeps the first path it found for a binary name until it restarts, and has no API to ask which.
 * Source: containerd `core/runtime/v2/shim_manager.go`, `runtimePaths`.
 */
function rememberedPath({ binary, path, verdict }: Answer, { pid }: ContainerdFacts): string | undefined {
  if (pid === undefined || path === undefined || verdict === 'refused' || !binary?.startsWith(shimPrefix))
    return undefined;
  return `containerd (pid ${pid}) caches the path of "${binary}" that it found first, until it restarts`;
}

/**
 * Another name for the same binary would not start either. For CRI, only handlers are suggested; for nerdctl, no name that
 * only Docker knows.
 */
function suggestionsFor(
  { name, client }: Question,
  { binary }: Answer,
  world: World,
  isAccepted: (name: string) => boolean,
): string[] {
  const { isolationOf, docker } = world;
  const known = namesFor(client, world);
  const ofDocker = client === 'nerdctl' ? docker.runtimes.runtimes.filter(isConfigured).map((each) => each.name) : [];
  const excluded = new Set([...ofDocker, ...(binary === undefined ? [] : otherNames(name, binary))]);
  return didYouMean(name, known, { excluded, isolationOf, isAccepted });
}

/** The names that a client may mean. */
function namesFor(client: Client, { known, containerdConfig }: World): readonly string[] {
  if (client !== 'cri') return known;
  return containerdConfig === undefined ? [] : namesIn(containerdConfig);
}

/** Many questions are asked about one configuration. */
const namesIn = oncePer((config: ConfigFacts): readonly string[] => [...handlerTables(criService(config)).keys()]);

function isConfigured({ origin }: DockerRuntime): boolean {
  return origin === 'configured';
}
