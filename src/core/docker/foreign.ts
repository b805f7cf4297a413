import type { ForeignEngine } from '../../model/docker/engine-origin.ts';
import type { DockerFacts, DockerRuntime, EngineFacts, FoundConfig } from '../../model/host/docker-facts.ts';
import type { Answer } from '../containerd/answer.ts';
import type { EngineBond } from './config/dockerd.ts';
import { engineOrigin, isAlwaysForeign } from './engine-origin.ts';

/**
 * Whose the running Engine is, or undefined when it is a process of this host.
 *
 * The owner of the socket proves more than any answer: inside a virtual machine of Docker Desktop, its Engine is local.
 * Without a proof, an Engine is foreign when its product always is, unless it has the name of this host, and when no
 * dockerd runs here although processes can be seen.
 */
export function foreignEngine(
  { identity }: EngineFacts,
  bond: EngineBond,
  hostName: string | undefined,
): ForeignEngine | undefined {
  if (identity === undefined || bond === 'owner') return undefined;
  const origin = engineOrigin(identity);
  if (origin.product === 'podman') return origin;
  if (bond === 'given') return undefined;
  if (bond === 'none') return origin;
  const isHere = isMachine(origin) && identity.name === hostName;
  return isAlwaysForeign(origin) && !isHere ? origin : undefined;
}

/** A product whose host is a machine with a name of its own. */
function isMachine({ product }: ForeignEngine): boolean {
  return product !== 'snap' && product !== 'podman';
}

/** Whose a foreign Engine is and where its configuration is, as one sentence. */
export function describeForeign({ title, how }: ForeignEngine): string {
  return `The running Docker Engine is ${title}: it is not a process of this host, and ${how}`;
}

/** Whose an Engine is that has not answered, where no dockerd of this host listens. */
export const silentEngine: ForeignEngine = {
  product: 'unknown',
  title: 'an Engine that has not answered',
  how: 'its runtimes and the file that configures them are unknown until it answers',
};

/** A file that has the name of a runtime, while the Engine reads another one. */
export function otherConfigOf(name: string, { otherConfigs = [] }: DockerFacts): FoundConfig | undefined {
  return otherConfigs.find(({ runtimes }) => runtimes.includes(name));
}

/** The answer to a name that a foreign Engine accepts: whether its files are there cannot be seen from this host. */
export function unseenRuntime(runtime: DockerRuntime | undefined, foreign: ForeignEngine): Answer {
  const message = describeForeign(foreign);
  return {
    verdict: runtime?.origin ?? 'unknown',
    permitted: true,
    available: null,
    unavailable: { reason: 'foreign-engine', message },
    note: message,
    attempts: [],
  };
}

const missing = 'dockerd is neither running nor installed here';

/** That this host has no Docker, and what answers about it describe. */
export function describeMissing({ version, configFile }: Pick<DockerFacts, 'version' | 'configFile'>): string {
  return `${missing}. Answers assume Docker ${version} without "${configFile}"`;
}

/** The same below one answer. */
export function noteOnMissing({ version }: Pick<DockerFacts, 'version'>): string {
  return `${missing}. This answer assumes Docker ${version}`;
}
