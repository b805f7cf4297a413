import type { ConfigFacts } from '../../model/host/containerd-facts.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import type { UnavailableReason } from '../../model/inventory/unavailable.ts';
import { adviseWithoutContainerd } from '../advice/get-it.ts';
import { restartContainerd } from '../advice/host/edit-config.ts';
import { adviseOnUnreadContainerd, adviseOnUnreadFile, runAsRoot } from '../advice/unread.ts';
import type { Answer } from '../containerd/answer.ts';
import type { World } from '../world.ts';
import { change, type HandlerCase, handlerCase } from './advice/handler-case.ts';
import { adviseOnCri, adviseOnRunningCri } from './advice/on-cri.ts';
import { adviseOnOciRuntime } from './advice/on-oci-runtime.ts';
import { adviseOnOptions } from './advice/on-options.ts';
import { adviseOnMissingShim, adviseOnShimFile } from './advice/on-shim.ts';
import { adviseOnUnknownHandler } from './advice/on-unknown-handler.ts';
import { adviseOnNotAnOciRuntime, adviseOnNotAShim } from './advice/on-wrong-program.ts';
import { currentCri } from './running.ts';
import { criService, handlerTables } from './service.ts';

/** What to do about a handler that a pod cannot use, most useful first. */
export function adviseOnHandler(name: string, answer: Answer, world: World): Advice[] {
  const config = world.containerdConfig;
  if (config === undefined) return [];
  if (answer.unavailable?.reason === 'search-path-unknown') return adviseOnUnreadContainerd(world);
  if (answer.unavailable?.reason === 'not-visible') return [runAsRoot];
  if (world.containerd.isMissing === true) return adviseWithoutContainerd(world.containerd, 'CRI-O');
  const service = currentCri(world);
  if (criService(config).state === 'not-served' && service.state !== 'served') return adviseOnCri(config, world);
  if (answer.available !== false) return adviseOnUnreadConfig(answer, config, world);
  if (service.state === 'not-served') return adviseOnRunningCri(world);
  const handler = name === '' ? (service.handlers?.defaultName ?? '') : name;
  const table = handlerTables(service).get(handler);
  if (table === undefined) return adviseOnUnknownHandler({ name: handler, config, world });
  const reason = answer.unavailable?.reason;
  const asked = handlerCase(handler, table, answer, { config, world });
  if (reason === undefined) return [];
  const onShim = answer.path === undefined ? adviseOnMissingShim : adviseOnShimFile;
  return (adviceFor[reason] ?? onShim)(asked);
}

/** The handlers are not known while the configuration is not. */
function adviseOnUnreadConfig({ verdict }: Answer, { fault, file }: ConfigFacts, world: World): Advice[] {
  if (verdict === 'unknown' && world.containerd.startUnread !== undefined) return adviseOnUnreadContainerd(world);
  if (verdict !== 'unknown' || fault?.errno === undefined) return [];
  return [adviseOnUnreadFile(fault.errno, /"(.*)"/s.exec(fault.outcome.error)?.[1] ?? file)];
}

type Advise = (asked: HandlerCase) => Advice[];

const onSandboxer: Advise = (asked) => {
  const text = 'Write "podsandbox", the controller of sandboxes that every release has';
  return [change(asked, text, { keys: { sandboxer: 'podsandbox' } })];
};

/** A file that containerd skips has no path in the answer; the other reasons are about the file of the shim. */
const adviceFor: Readonly<Partial<Record<UnavailableReason, Advise>>> = {
  'not-installed': adviseOnMissingShim,
  'invalid-name': adviseOnMissingShim,
  'not-a-shim': adviseOnNotAShim,
  'not-an-oci-runtime': adviseOnNotAnOciRuntime,
  'oci-runtime-missing': adviseOnOciRuntime,
  'oci-runtime-not-executable': adviseOnOciRuntime,
  'library-missing': (asked) =>
    asked.answer.attempts.some(({ startable }) => startable === false)
      ? adviseOnShimFile(asked)
      : adviseOnOciRuntime(asked),
  'invalid-options': adviseOnOptions,
  'no-sandbox-controller': onSandboxer,
  'containerd-panics': onSandboxer,
  'restart-needed': ({ world }) => [
    { text: 'Restart containerd: it reads its handlers when it starts', command: restartContainerd(world) },
  ],
};
