import { defined } from '../../model/defined.ts';
import type { ForeignEngine } from '../../model/docker/engine-origin.ts';
import type { DockerFacts, DockerRuntime } from '../../model/host/docker-facts.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import { type Answer, foundIn, isOurText, noContainerd, outcomeOf, verdictOf } from '../containerd/answer.ts';
import { refusedOptions } from '../containerd/runc-program.ts';
import { type ShimStart, startShim } from '../containerd/start-shim.ts';
import type { World } from '../world.ts';
import { stockRuntime } from './config/checks.ts';
import { configRules } from './config/release.ts';
import { genericOptions } from './config/runtimes/shim-options.ts';
import { inEngineWords } from './engine-words.ts';
import { describeForeign, otherConfigOf, unseenRuntime } from './foreign.ts';
import { checkOciRuntime, describeOciRuntime } from './oci-runtime.ts';
import { isPending } from './pending.ts';
import { emptyName, policyDenial, refusalOf } from './refusal.ts';
import { dockerRules } from './release.ts';
import { untoldShim } from './running-runtimes.ts';
import { inRefusedFile, maybeConfigured, neverLoaded, stillToLoad } from './unloaded.ts';

/**
 * What the Docker Engine makes of a name: configured names first, then the ones it passes on to containerd unchecked.
 *
 * Source: moby `daemon/runtime_unix.go`, `runtimes.Get`.
 */
export function askDocker(name: string, world: World): Answer {
  const { docker } = world;
  if (name === '') return emptyName(docker);
  if (docker.foreign !== undefined) return askForeign(name, world, docker.foreign);
  const configured = inForce(name, docker);
  if (configured !== undefined) return runtimeInForce(configured, world);
  if (docker.runtimes.refusedNames?.includes(name)) return inRefusedFile(name, docker);
  const answer = unconfigured(name, world);
  if (docker.unreadConfig !== undefined) return maybeConfigured(name, answer, docker.unreadConfig);
  if (docker.onDisk?.refusedNames?.includes(name)) return neverLoaded(name, answer, docker);
  if (isPending(name, docker)) return stillToLoad(name, answer, docker);
  return answer.refusal === 'policy-denied'
    ? answer
    : { ...answer, ...defined({ note: noteOnOtherConfig(name, docker) }) };
}

/** A configuration that cannot be read may give most names to other runtimes than the ones that are known. */
function runtimeInForce(runtime: DockerRuntime, world: World): Answer {
  const { unreadConfig, version } = world.docker;
  const answer = configuredRuntime(runtime, world);
  if (unreadConfig === undefined || isReserved(runtime, version)) return answer;
  return maybeConfigured(runtime.name, answer, unreadConfig);
}

/** Whether the name stays a built-in runtime whatever is configured. */
export function isReserved({ name, origin }: DockerRuntime, version: string): boolean {
  return name === stockRuntime || (origin === 'stock' && !dockerRules(version).stockOverridable);
}

/** Which names a foreign Engine accepts is certain; its files cannot be seen, and files of this host are not its own. */
function askForeign(name: string, world: World, foreign: ForeignEngine): Answer {
  const { docker } = world;
  const runtime = inForce(name, docker);
  const denial = runtime?.shim === untoldShim ? undefined : policyDenial(runtime?.shim ?? name, world);
  if (denial !== undefined) return denial;
  if (runtime !== undefined) return unseenRuntime(runtime, foreign);
  if (docker.unreadConfig !== undefined)
    return maybeConfigured(name, unseenRuntime(undefined, foreign), docker.unreadConfig);
  const note = noteOnForeign(name, docker, foreign);
  const unseen = unseenRuntime(undefined, foreign);
  // Podman also takes a path, and has other words for a name that it does not know.
  if (foreign.product === 'podman') return { ...unseen, permitted: null, note };
  const refusal = refusalOf(name, docker);
  return refusal === undefined ? unseen : { ...refusal, note };
}

function noteOnForeign(name: string, docker: DockerFacts, foreign: ForeignEngine): string {
  const file = otherConfigOf(name, docker)?.file;
  const sentence = describeForeign(foreign);
  if (file === undefined) return sentence;
  return `"${name}" is configured in "${file}", which is not the file of this Engine. ${sentence}`;
}

/** Where the name is configured although dockerd reads another file. */
function noteOnOtherConfig(name: string, docker: DockerFacts): string | undefined {
  const { file, holdsOptions } = otherConfigOf(name, docker) ?? {};
  if (file === undefined) return undefined;
  const who = docker.pid === undefined ? 'dockerd' : `dockerd (pid ${docker.pid})`;
  if (holdsOptions) return `"${name}" is an option in "${file}", which is not in the command line of ${who}`;
  return `"${name}" is configured in "${file}", but ${who} reads "${docker.configFile}"`;
}

/** Whether the site policy denies the shim that Docker uses for `name`, whatever else Docker makes of that name. */
export function isDenied(name: string, world: Pick<World, 'containerd' | 'docker' | 'policy'>): boolean {
  return policyDenial(inForce(name, world.docker)?.shim ?? name, world) !== undefined;
}

function inForce(name: string, { runtimes }: DockerFacts): DockerRuntime | undefined {
  return runtimes.runtimes.find((runtime) => runtime.name === name);
}

function unconfigured(name: string, world: World): Answer {
  return refusalOf(name, world.docker) ?? implicitRuntime(name, world);
}

function configuredRuntime(runtime: DockerRuntime, world: World): Answer {
  if (runtime.shim === untoldShim) return untold(runtime);
  const denial = policyDenial(runtime.shim, world);
  if (denial !== undefined) return denial;
  const start = startShim(runtime.shim, world);
  const { atCreate, atStart } = checkOciRuntime(runtime, world);
  const failure = atCreate ?? failureOf(start, world.docker) ?? optionsFailure(runtime, start, world) ?? atStart;
  return {
    verdict: runtime.origin,
    permitted: true,
    ...foundIn(asConfigured(start)),
    ...configuration(runtime, world),
    ...(world.containerd.isMissing === true ? noContainerd : outcomeOf(failure)),
  };
}

/** The runc shim refuses the options that dockerd sends to any shim whose name it does not know. */
function optionsFailure(
  { runtimeType, options }: DockerRuntime,
  { path }: ShimStart,
  { containerd, docker }: World,
): Unavailable | undefined {
  if (runtimeType === undefined || options === undefined) return undefined;
  const sent = genericOptions(runtimeType, options, configRules(docker.version));
  const error = sent && refusedOptions(path, containerd.version, sent.size === 0);
  return error === undefined ? undefined : { reason: 'invalid-options', message: inEngineWords(error, docker.version) };
}

/** What is configured under a name, and where. */
function configuration(runtime: DockerRuntime, world: World): Partial<Answer> {
  const { runtimeType, options, definedIn } = runtime;
  return defined({ runtimeType, ociRuntime: describeOciRuntime(runtime, world), options, definedIn });
}

/** The Engine would start it, but does not report which shim it uses. */
function untold({ name, origin }: DockerRuntime): Answer {
  const message = `The running Engine lists "${name}" but does not report its shim; the configuration on disk describes another runtime`;
  return {
    verdict: origin,
    permitted: true,
    available: false,
    unavailable: { reason: 'shim-untold', message },
    note: message,
    attempts: [],
  };
}

/** A path that an administrator configured is not a path that a client passed. */
function asConfigured(start: ShimStart): ShimStart {
  const attempts = start.attempts.map((attempt) =>
    attempt.step === 'absolute' ? { ...attempt, step: 'configured' as const } : attempt,
  );
  return { ...start, attempts };
}

function implicitRuntime(name: string, world: World): Answer {
  const denial = policyDenial(name, world);
  if (denial !== undefined) return denial;
  const start = startShim(name, world);
  const verdict = verdictOf(start);
  const outcome = world.containerd.isMissing === true ? noContainerd : outcomeOf(failureOf(start, world.docker));
  return { verdict, permitted: true, ...foundIn(start), ...outcome };
}

function failureOf({ failure }: ShimStart, { version }: DockerFacts): Unavailable | undefined {
  if (failure === undefined || isOurText(failure)) return failure;
  return { reason: failure.reason, message: inEngineWords(failure.message, version) };
}
