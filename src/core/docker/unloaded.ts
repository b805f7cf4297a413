import { defined } from '../../model/defined.ts';
import type { DockerFacts, DockerRuntimes, UnreadConfig } from '../../model/host/docker-facts.ts';
import type { UnavailableReason } from '../../model/inventory/unavailable.ts';
import type { Refusal, RefusedConfig } from '../../model/resolution.ts';
import { loadCommand } from '../advice/daemon-json.ts';
import { type Answer, outcomeOf } from '../containerd/answer.ts';
import { whatItNeeds } from './pending.ts';

/** A name in a file with which dockerd does not start. No client gets an answer about the name itself. */
export function inRefusedFile(name: string, { runtimes, configFile }: DockerFacts): Answer {
  const message = runtimes.error?.message ?? `dockerd refuses "${configFile}" and would not start`;
  return {
    verdict: 'configured',
    permitted: true,
    attempts: [],
    ...inFile(runtimes, name, configFile),
    ...outcomeOf({ reason: 'docker-config-refused', message }),
  };
}

/** Whether dockerd's command line is to be corrected, and not its file. */
export function isInCommandLine({ stage, byFlag }: NonNullable<DockerRuntimes['error']>): boolean {
  return stage === 'flag' || byFlag === true;
}

/** The configuration with which dockerd does not start, where there is one. */
export function refusedConfig({ configError, runtimes, configFile }: DockerFacts): RefusedConfig | undefined {
  const error = configError ?? runtimes.error;
  if (error === undefined) return undefined;
  const file = isInCommandLine(error) ? 'dockerd command line' : configFile;
  return defined({ file, line: error.line, message: error.message });
}

/**
 * The configuration that may define the name cannot be read. A name that Docker needs no configuration for is permitted
 * in any case, but may be configured as another runtime.
 */
export function maybeConfigured(name: string, answer: Answer, { message }: UnreadConfig): Answer {
  const { permitted, binary, path, attempts } = answer;
  return defined({
    ...unread(`${message}, so it is unknown whether "${name}" is configured there`),
    permitted: permitted === true ? true : null,
    binary,
    path,
    attempts,
  });
}

/** The configuration that may set the default runtime cannot be read. */
export function unknownDefault({ message }: UnreadConfig): Answer {
  return { ...unread(`${message}, so the default runtime is unknown`), permitted: null, attempts: [] };
}

function unread(message: string): Pick<Answer, 'verdict' | 'available' | 'unavailable'> {
  return { verdict: 'unknown', available: null, unavailable: { reason: 'config-unreadable', message } };
}

/** A name that the policy denies stays denied after a reload. */
export function stillToLoad(name: string, answer: Answer, docker: DockerFacts): Answer {
  if (answer.available || answer.refusal === 'policy-denied') return answer;
  const needs = whatItNeeds(name, docker);
  const advice = `"${name}" is configured in "${docker.configFile}", but the running Engine has not loaded it: ${loadCommand(docker, needs)}`;
  const onDisk = docker.onDisk?.runtimes.find((runtime) => runtime.name === name);
  return { ...withNote(answer, `${needs}-needed`, advice), ...defined({ definedIn: onDisk?.definedIn }) };
}

/** The running Engine does not know a name that is in a file with which dockerd would not start. */
export function neverLoaded(name: string, answer: Answer, docker: DockerFacts): Answer {
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
