import { defined } from '../../model/defined.ts';
import type { ConfigFacts } from '../../model/host/containerd-facts.ts';
import type { RunningContainerdFacts, RunningPlugin } from '../../model/host/running-containerd.ts';
import type { World } from '../world.ts';
import { type CriService, criService, handlerTables } from './service.ts';

/**
 * CRI as it is now: what the running containerd says about it, else what its configuration on disk makes of it. Where the
 * two differ, the message says what a restart changes. The handlers are the ones of the configuration.
 */
export function currentCri({ containerd, containerdConfig, runningContainerd }: CriWorld): CriService {
  const onDisk = criService(containerdConfig);
  const { cri } = runningContainerd ?? {};
  const { handlers } = onDisk;
  if (containerd.isMissing === true) return { state: 'not-served', message: 'This host has no containerd', handlers };
  if (cri === undefined) return containerd.pid === undefined ? onDisk : whileRunning(onDisk, containerdConfig);
  const difference = cri.served ? afterRestart(onDisk, cri.handlers) : onDisk.state === 'served' ? servedOnDisk : [];
  if (!cri.served) {
    const message = [whyNotServed(failedCriPlugin(runningContainerd)), ...difference].join('. ');
    return { state: 'not-served', message, handlers };
  }
  const [message] = difference;
  return { state: 'served', ...defined({ message }), handlers };
}

/** A containerd that runs has not started with a configuration with which it does not start. */
function whileRunning(onDisk: CriService, config: ConfigFacts | undefined): CriService {
  const { start } = config?.inForce ?? {};
  if (onDisk.state !== 'not-served' || start === undefined || start.kind === 'works') return onDisk;
  const message = `The running containerd was not asked, and would not start again: ${start.error}`;
  return { state: 'unknown', message, handlers: onDisk.handlers };
}

type CriWorld = Pick<World, 'containerd' | 'containerdConfig' | 'runningContainerd'>;

/** The plugins of CRI, the ones first that the others need. */
const criPlugins = ['io.containerd.cri.v1.runtime', 'io.containerd.cri.v1.images', 'io.containerd.grpc.v1.cri'];

/** The plugin of CRI that failed in the running containerd, with the error that it reports. */
export function failedCriPlugin(running: RunningContainerdFacts | undefined): RunningPlugin | undefined {
  const failed = running?.plugins?.filter(({ state }) => state !== 'ok') ?? [];
  return criPlugins.flatMap((name) => failed.find(({ plugin }) => plugin === name) ?? []).at(0);
}

/** Whether the running containerd says that it does not have a handler, which its configuration on disk may have. */
export function lacksHandler({ runningContainerd }: Pick<World, 'runningContainerd'>, handler: string): boolean {
  const { cri } = runningContainerd ?? {};
  return cri?.served === true && cri.handlers.size > 0 && !cri.handlers.has(handler);
}

/** Whether the running containerd says that it has a handler. */
export function hasHandler({ runningContainerd }: Pick<World, 'runningContainerd'>, handler: string): boolean {
  const { cri } = runningContainerd ?? {};
  return cri?.served === true && cri.handlers.has(handler);
}

function whyNotServed(failed: RunningPlugin | undefined): string {
  if (failed === undefined) return 'The running containerd has no CRI';
  return `The plugin "${failed.plugin}" fails: ${failed.error ?? ''}`;
}

const differs = 'The configuration on disk differs';
const servedOnDisk = [`${differs}: after a restart, CRI is served`];

function afterRestart(onDisk: CriService, running: ReadonlyMap<string, unknown>): string[] {
  if (onDisk.state === 'unknown') return [];
  if (onDisk.state === 'not-served') return [`${differs}: after a restart, CRI is not served: ${onDisk.message ?? ''}`];
  const configured = new Set(handlerTables(onDisk).keys());
  if (running.size === 0) return [];
  const changes = [
    ...named(
      'new',
      [...configured].filter((name) => !running.has(name)),
    ),
    ...named(
      'gone',
      [...running.keys()].filter((name) => !configured.has(name)),
    ),
  ];
  return changes.length === 0 ? [] : [`${differs}: after a restart, ${changes.join(', ')}`];
}

function named(word: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const shown = [...names].sort().map((name) => JSON.stringify(name));
  return [
    `${shown.length === 1 ? 'the handler' : 'the handlers'} ${shown.join(', ')} ${shown.length === 1 ? 'is' : 'are'} ${word}`,
  ];
}
