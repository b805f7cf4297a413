import type { DockerFacts } from '../model/observation.ts';

/** Tells whether a name is configured on disk and unknown to the running Engine. */
export function isPending(name: string, { onDisk, runtimes }: DockerFacts): boolean {
  const isConfigured = onDisk?.runtimes.some((runtime) => runtime.name === name && runtime.origin === 'configured');
  return isConfigured === true && !runtimes.runtimes.some((runtime) => runtime.name === name);
}

/** What makes the running Engine load a name that it does not know: a reload, where that brings it. */
export function whatItNeeds(name: string, { drift }: DockerFacts): 'reload' | 'restart' {
  const { afterReload } = drift ?? {};
  return afterReload?.kind === 'applied' && afterReload.shown.runtimes.has(name) ? 'reload' : 'restart';
}
