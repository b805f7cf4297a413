import type { DockerFacts } from '../../model/host/docker-facts.ts';

/**
 * Every name that Docker's configuration has, loaded or not. A configured name may be any text, so a text that looks like a
 * command may still be a name.
 */
export function configuredNames({ runtimes, onDisk }: DockerFacts): ReadonlySet<string> {
  const named = [...runtimes.runtimes, ...(onDisk?.runtimes ?? [])].map(({ name }) => name);
  return new Set([...named, ...(runtimes.refusedNames ?? []), ...(onDisk?.refusedNames ?? [])]);
}
