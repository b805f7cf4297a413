import type { DockerFacts } from '../../model/host/docker-facts.ts';
import { isCostly } from './drift.ts';

/** Whether a name is configured on disk and unknown to the running Engine. */
export function isPending(name: string, { onDisk, runtimes }: DockerFacts): boolean {
  const isConfigured = onDisk?.runtimes.some((runtime) => runtime.name === name && runtime.origin === 'configured');
  return isConfigured === true && !runtimes.runtimes.some((runtime) => runtime.name === name);
}

/** What makes the running Engine load a name that it does not know: a reload, where that brings it at no cost. */
export function whatItNeeds(name: string, { drift, version }: DockerFacts): 'reload' | 'restart' {
  if (drift?.afterReload.kind !== 'applied' || !drift.afterReload.shown.runtimes.has(name)) return 'restart';
  return isCostly(drift, version) ? 'restart' : 'reload';
}
