import { defined } from '../../model/defined.ts';
import type { ForeignEngine } from '../../model/docker/engine-origin.ts';
import type { DockerFacts, DockerRuntime, DockerRuntimes } from '../../model/host/docker-facts.ts';
import type { Unavailable, UnavailableReason } from '../../model/inventory/unavailable.ts';
import type { Refusal, RefusedConfig } from '../../model/resolution.ts';
import { type Answer, foundIn, isOurText, noContainerd, outcomeOf } from '../containerd/answer.ts';
import { containerdRules } from '../containerd/release.ts';
import { toBinaryName } from '../containerd/runtime-name.ts';
import { type ShimStart, startShim } from '../containerd/start-shim.ts';
import { isAbsolutePath } from '../go/path.ts';
import { allows } from '../policy.ts';
import type { World } from '../world.ts';
import { inEngineWords } from './engine-words.ts';
import { describeForeign, otherConfigOf, unseenRuntime } from './foreign.ts';
import { checkOciRuntime, describeOciRuntime } from './oci-runtime.ts';
import { isPending, whatItNeeds } from './pending.ts';
import { checkPermission } from './permission.ts';
import { dockerRules } from './release.ts';
import { untoldShim } from './running-runtimes.ts';

/**
 * What the Docker Engine makes of a name: configured names first, then the ones it passes on to containerd unchecked.
 *
 * Source: moby `daemon/runtime_unix.go`, `runtimes.Get`.
 */
export function askDocker(name: string, world: World): Answer {
  const { docker } = world;
  if (name === '') return emptyName(docker.runtimes.defaultRuntime);
  if (docker.foreign !== undefined) return askForeign(name, world, docker.foreign);
  const configured = inForce(name, docker);
  if (configured !== undefined) return configuredRuntime(configured, world);
  if (docker.runtimes.refusedNames?.includes(name)) return inRefusedFile(name, docker);
  const answer = unconfigured(name, world);
  if (docker.unreadConfig !== undefined) return maybeConfigured(name, answer, docker.unreadConfig);
  if (docker.onDisk?.refusedNames?.includes(name)) return neverLoaded(name, answer, docker);
  if (isPending(name, docker)) return stillToLoad(name, answer, docker);
  return answer.refusal === 'policy-denied'
    ? answer
    : { ...answer, ...defined({ note: noteOnOtherConfig(name, docker) }) };
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
  const refusal = refusalOf(name, docker);
  if (refusal === undefined) return unseenRuntime(undefined, foreign);
  const file = otherConfigOf(name, docker)?.file;
  const sentence = describeForeign(foreign);
  const note =
    file === undefined
      ? sentence
      : `"${name}" is configured in "${file}", which is not the file of this Engine. ${sentence}`;
  return { ...refusal, note };
}

/** Where the name is configured although dockerd reads another file. */
function noteOnOtherConfig(name: string, docker: DockerFacts): string | undefined {
  const file = otherConfigOf(name, docker)?.file;
  if (file === undefined) return undefined;
  const who = docker.pid === undefined ? 'dockerd' : `dockerd (pid ${docker.pid})`;
  return `"${name}" is configured in "${file}", but ${who} reads "${docker.configFile}"`;
}

/** A name in a file with which dockerd does not start. No client gets an answer about the name itself. */
function inRefusedFile(name: string, { runtimes, configFile }: DockerFacts): Answer {
  const message = runtimes.error?.message ?? `dockerd does not start with "${configFile}"`;
  return {
    verdict: 'configured',
    permitted: true,
    attempts: [],
    ...inFile(runtimes, name, configFile),
    ...outcomeOf({ reason: 'docker-config-refused', message }),
  };
}

/** The configuration that dockerd does not start with, where there is one. */
export function refusedConfig({ configError, runtimes, configFile }: DockerFacts): RefusedConfig | undefined {
  const error = configError ?? runtimes.error;
  if (error === undefined) return undefined;
  const file = error.stage === 'flag' ? 'dockerd command line' : configFile;
  return defined({ file, line: error.line, message: error.message });
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

/** The refusal of an unconfigured name; undefined when Docker passes it on. */
function refusalOf(name: string, docker: DockerFacts): Answer | undefined {
  const rules = dockerRules(docker.version);
  const permission = checkPermission(name, rules);
  if (permission.permitted) return undefined;
  const message = rules.unknownName + name;
  return { ...refused(permission.refusal, message), error: message };
}

/**
 * The configuration that may define the name cannot be read. A name that Docker needs no configuration for is permitted
 * in any case, but may be configured as another runtime.
 */
function maybeConfigured(name: string, answer: Answer, unread: NonNullable<DockerFacts['unreadConfig']>): Answer {
  const { permitted, binary, path, attempts } = answer;
  const message = `${unread.message}, so it is unknown whether "${name}" is configured there`;
  return defined({
    verdict: 'unknown',
    permitted: permitted === true ? true : null,
    available: null,
    unavailable: { reason: 'config-unreadable', message },
    binary,
    path,
    attempts,
  });
}

/** A name that the policy denies stays denied after a reload. */
function stillToLoad(name: string, answer: Answer, docker: DockerFacts): Answer {
  if (answer.available || answer.refusal === 'policy-denied') return answer;
  const needs = whatItNeeds(name, docker);
  const advice = `"${name}" is configured in "${docker.configFile}", but the running Engine has not loaded it: systemctl ${needs} docker`;
  const onDisk = docker.onDisk?.runtimes.find((runtime) => runtime.name === name);
  return { ...withNote(answer, `${needs}-needed`, advice), ...defined({ definedIn: onDisk?.definedIn }) };
}

/** The running Engine does not know a name that is in a file with which dockerd would not start. */
function neverLoaded(name: string, answer: Answer, docker: DockerFacts): Answer {
  if (answer.available || answer.refusal === 'policy-denied') return answer;
  const { configFile } = docker;
  const note = `"${name}" is in "${configFile}", which dockerd refuses`;
  return { ...withNote(answer, 'docker-config-refused', note), ...inFile(docker.onDisk, name, configFile) };
}

/** Where a name is in a file that dockerd refuses. */
function inFile(refused: DockerRuntimes | undefined, name: string, file: string): Pick<Answer, 'definedIn'> {
  const line = refused?.refusedLines?.get(name);
  return line === undefined ? {} : { definedIn: { file, line } };
}

/** A client sees the error alone; the note says what is behind it, which is also why the name is refused. */
function withNote(answer: Answer, reason: UnavailableReason & Refusal, note: string): Answer {
  const message = answer.error === undefined ? note : `${answer.error} (${note})`;
  const refusal = answer.refusal === undefined ? {} : { refusal: reason };
  return { ...answer, ...refusal, unavailable: { reason, message }, note };
}

function emptyName(defaultRuntime: string): Answer {
  return refused('empty', `The empty name is not a runtime; to Docker it means the default, "${defaultRuntime}"`);
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

function policyDenial(shim: string, { policy, containerd }: Pick<World, 'containerd' | 'policy'>): Answer | undefined {
  const binary = toBinaryName(shim, containerdRules(containerd.version));
  const file = isAbsolutePath(shim) ? shim.slice(shim.lastIndexOf('/') + 1) : binary;
  if (file === undefined || allows(policy, file)) return undefined;
  const message = `The site policy does not allow "${file}"`;
  return refused('policy-denied', message, isAbsolutePath(shim) ? undefined : binary);
}

function configuredRuntime(runtime: DockerRuntime, world: World): Answer {
  if (runtime.shim === untoldShim) return untold(runtime);
  const denial = policyDenial(runtime.shim, world);
  if (denial !== undefined) return denial;
  const start = startShim(runtime.shim, world);
  const { atCreate, atStart } = checkOciRuntime(runtime, world);
  const failure = atCreate ?? failureOf(start, world.docker) ?? atStart;
  return {
    verdict: runtime.origin,
    permitted: true,
    ...foundIn(asConfigured(start)),
    ...configuration(runtime, world),
    ...(world.containerd.isMissing === true ? noContainerd : outcomeOf(failure)),
  };
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
  const verdict = start.path === undefined ? 'not-installed' : 'implicit';
  const outcome = world.containerd.isMissing === true ? noContainerd : outcomeOf(failureOf(start, world.docker));
  return { verdict, permitted: true, ...foundIn(start), ...outcome };
}

function failureOf({ failure }: ShimStart, { version }: DockerFacts): Unavailable | undefined {
  if (failure === undefined || isOurText(failure)) return failure;
  return { reason: failure.reason, message: inEngineWords(failure.message, version) };
}
