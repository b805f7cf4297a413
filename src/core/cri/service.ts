import type { Handlers } from '../../model/containerd/containerd-config.ts';
import type { TomlTable, TomlValue } from '../../model/containerd/toml.ts';
import type { ConfigFacts } from '../../model/host/containerd-facts.ts';
import type { CriState } from '../../model/inventory/handler.ts';
import { entryOf } from '../containerd/config/toml/value.ts';

/** CRI of one containerd: whether it is served, and its handlers, which a CRI that is not served may have too. */
export interface CriService extends CriState {
  readonly handlers: Handlers | undefined;
}

/** What the configuration makes of CRI. */
export function criService(config: ConfigFacts | undefined): CriService {
  if (config === undefined) {
    return { state: 'unknown', message: 'No configuration of this containerd was read', handlers: undefined };
  }
  const { cri, settings, start } = config.inForce;
  const shown = settings?.cri;
  const handlers =
    cri?.handlers ?? (shown?.runtimes && { defaultName: textOf(shown.defaultRuntimeName), table: shown.runtimes });
  if (config.fault?.outcome.kind === 'unread' && start.kind !== 'works') {
    return { state: 'unknown', message: config.fault.outcome.error, handlers: undefined };
  }
  if (start.kind !== 'works') {
    return { state: 'not-served', message: `containerd would not start: ${start.error}`, handlers };
  }
  if (cri?.served === true) return { state: 'served', handlers };
  return { state: 'not-served', message: whyNotServed(config), handlers };
}

function whyNotServed({ inForce: { cri, settings }, isDockerds }: ConfigFacts): string {
  for (const [uri, plugin] of cri?.plugins ?? []) {
    if (!plugin.ok) return `The plugin "${uri}" fails: ${plugin.error}`;
  }
  const at = settings?.disabledPlugins.find(({ value }) => value === 'cri' || value.includes('.cri'))?.at;
  if (at !== undefined && isDockerds === true) return 'dockerd starts this containerd with CRI disabled';
  return `The configuration disables CRI${at === undefined ? '' : ` at ${at.file}:${at.line}`}`;
}

/** The tables of the handlers by name. */
export function handlerTables({ handlers }: CriService): ReadonlyMap<string, TomlTable> {
  const tables = [...(handlers?.table.entries ?? [])].flatMap(([name, value]): [string, TomlTable][] =>
    value.kind === 'table' ? [[name, value]] : [],
  );
  return new Map(tables);
}

/** The text of a key of a handler; '' when it has none. */
export function handlerText(table: TomlTable | undefined, key: string): string {
  return textOf(entryOf(table, key));
}

function textOf(value: TomlValue | undefined): string {
  return value?.kind === 'string' ? value.value : '';
}
