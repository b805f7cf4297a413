import type { TomlTable, TomlValue } from '../../model/containerd/toml.ts';
import { defined } from '../../model/defined.ts';
import type { Handler } from '../../model/inventory/handler.ts';
import type { InventoryFacts } from '../../model/inventory/inventory.ts';
import { isCalled } from '../../model/inventory/is-called.ts';
import type { Runtime } from '../../model/inventory/runtime.ts';
import { itemByItem } from '../../model/item-by-item.ts';
import { entryOf } from '../containerd/config/toml/value.ts';
import { currentCri, hasHandler, lacksHandler } from '../cri/running.ts';
import { type CriService, handlerTables, handlerText } from '../cri/service.ts';
import { keptInOrder } from '../kept-order.ts';
import { resolveListed } from '../resolve/resolve.ts';
import type { World } from '../world.ts';
import { originOfHandler } from './handler-origin.ts';
import { KeptAnswers } from './kept-answers.ts';

const inOrder = keptInOrder(({ handler }: Handler) => handler);

/** The CRI runtime handlers of a host, each resolved, and whether CRI is served. */
export function mergeHandlers(
  world: World,
  answers = new KeptAnswers(),
): Pick<InventoryFacts, 'cri' | 'defaultHandler'> & { readonly handlers: readonly Handler[] } {
  const service = currentCri(world);
  const described = [...handlerTables(service)].map(([name, table]) =>
    answers.handlers.answer(name, world, (seen) => describe(name, table, service, seen)),
  );
  const { state, message, handlers } = service;
  return {
    cri: defined({ state, message }),
    defaultHandler: handlers?.defaultName ?? '',
    handlers: inOrder(answers.lists, described),
  };
}

function describe(name: string, table: TomlTable, { handlers }: CriService, world: World): Handler {
  const { available, path, ociRuntime, unavailable, advice } = resolveListed({ name, client: 'cri' }, world);
  const text = (key: string) => handlerText(table, key) || undefined;
  const isDefault = name === handlers?.defaultName;
  return defined({
    handler: name,
    runtimeType: handlerText(table, 'runtime_type'),
    runtimePath: text('runtime_path'),
    options: givenOptions(entryOf(table, 'options')),
    default: isDefault,
    available,
    path,
    ociRuntime: ociRuntime?.resolvedPath,
    snapshotter: text('snapshotter'),
    sandboxer: text('sandboxer') ?? text('sandbox_mode'),
    ...servedNow(name, world),
    unavailable,
    advice,
    ...originOfHandler(table, isDefault, world.containerdConfig?.inForce.settings?.cri),
  });
}

/** What the running containerd says about a handler. */
function servedNow(name: string, world: World): Pick<Handler, 'served' | 'features'> {
  const { cri } = world.runningContainerd ?? {};
  if (cri?.served === false) return { served: false };
  if (cri === undefined || !(hasHandler(world, name) || lacksHandler(world, name))) return {};
  const features = [...(cri.handlers.get(name) ?? [])];
  return defined({ served: cri.handlers.has(name), features: features.length === 0 ? undefined : features });
}

/** Options that a file gives, without the built-in ones. */
function givenOptions(options: TomlValue | undefined): Record<string, unknown> {
  if (options?.kind !== 'table') return {};
  const given = [...options.entries].filter(([, value]) => value.at.line > 0);
  return Object.fromEntries(given.map(([key, value]) => [key, plain(value)]));
}

function plain(value: TomlValue): unknown {
  if (value.kind === 'table') return Object.fromEntries([...value.entries].map(([key, each]) => [key, plain(each)]));
  if (value.kind === 'array') return value.items.map(plain);
  return value.kind === 'integer' ? Number(value.value) : value.value;
}

/** Names each handler in the runtime whose shim it uses; a configured runtime of Docker is Docker's alone. */
export const withHandlers = itemByItem((runtime: Runtime, handlers: readonly Handler[]): Runtime[] => {
  const users = runtime.origin === 'configured' ? [] : handlers.filter(usesShimOf(runtime));
  return users.length === 0 ? [runtime] : [{ ...runtime, handlers: users.map(({ handler }) => handler) }];
});

function usesShimOf(runtime: Runtime): (handler: Handler) => boolean {
  return ({ runtimeType, runtimePath }) =>
    runtimePath === undefined ? isCalled(runtime, runtimeType) : runtimePath === runtime.path;
}
