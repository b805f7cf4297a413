import type { ContainerdConfig, Outcome } from '../../../src/model/containerd/containerd-config.ts';
import type { TomlTable, TomlValue } from '../../../src/model/containerd/toml.ts';
import type { Handler } from './vector.ts';

/** A value as the vectors write it. */
export function plain(value: TomlValue | undefined): unknown {
  if (value === undefined) return null;
  if (value.kind === 'table') return plainTable(value);
  if (value.kind === 'array') return value.items.map(plain);
  if (value.kind === 'date') return value.value;
  if (value.kind === 'float') {
    const text = Number.isNaN(value.value) ? 'nan' : String(value.value).replace('Infinity', 'inf');
    return Number.isInteger(value.value) || !Number.isFinite(value.value) ? { $float: text } : value.value;
  }
  if (value.kind !== 'integer') return value.value;
  const { value: integer } = value;
  const safe = integer <= BigInt(Number.MAX_SAFE_INTEGER) && integer >= -BigInt(Number.MAX_SAFE_INTEGER);
  return safe ? Number(integer) : { $int: String(integer) };
}

export function plainTable(table: TomlTable | undefined): Record<string, unknown> {
  const entries = table === undefined ? [] : [...table.entries];
  return Object.fromEntries(entries.map(([key, value]) => [key, plain(value)]));
}

/** Handlers without the keys that have their zero value: the vectors leave them out. */
export function withoutZeros(handlers: Readonly<Record<string, Handler>>): Record<string, unknown> {
  return mapValues(handlers, (handler) => {
    const entries = Object.entries(handler as Record<string, unknown>);
    return Object.fromEntries(entries.filter(([, value]) => !isZero(value)));
  });
}

function mapValues(record: object, change: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function isZero(value: unknown): boolean {
  if (value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Texts of the TOML library differ between builds: of those only that there is one is compared. */
export function isLibraryText(text: string): boolean {
  return (
    /(?<![\w.])toml: |^failed to unmarshal TOML|\(\d+, \d+\)|invalid base|unhandled token|reflect\.Set/.test(text) &&
    !text.includes('toml: read ')
  );
}

/** How a command ended, with the text where it is containerd's own. */
export function ending(outcome: Outcome): { readonly end: string; readonly error?: string } {
  if (outcome.kind === 'works') return { end: 'works' };
  return {
    end: outcome.kind,
    ...(isLibraryText(outcome.error) ? { error: 'of the TOML library' } : { error: outcome.error }),
  };
}

/** The same of what was recorded. */
export function recordedEnding(error: string | undefined, panic: string | undefined): ReturnType<typeof ending> {
  if (panic !== undefined) return ending({ kind: 'panics', error: panic.replace(/^panic: /, '') });
  // One record also caught later lines of the log.
  return error === undefined
    ? { end: 'works' }
    : ending({ kind: 'refuses', error: error.replace(/\ntime="[\s\S]*$/, '') });
}

/** What `config dump` would show of a reading. */
export function dumpOf(config: ContainerdConfig): Record<string, unknown> {
  const { settings } = config;
  if (settings === undefined || config.dump.kind !== 'works') return {};
  const { cri } = settings;
  const texts = (list: readonly { readonly value: string }[]) => list.map(({ value }) => value);
  return {
    version: settings.version,
    imports: [...settings.imports].sort(),
    disabled_plugins: texts(settings.disabledPlugins),
    required_plugins: texts(settings.requiredPlugins),
    root: settings.root.value,
    state: settings.state.value,
    temp: settings.temp.value,
    grpc_address: settings.grpcAddress.value,
    ttrpc_address: settings.ttrpcAddress.value,
    // Of a disabled plugin, 2.x shows the section as it is written, and 1.x nothing.
    opt_path: settings.version === 2 && settings.optIsDisabled ? null : (settings.optPath?.value ?? null),
    debug: debugOf(plainTable(settings.debug)),
    cri_section: cri?.plugin ?? null,
    runtimes: cri?.runtimes === undefined ? null : withoutZeros(plainTable(cri.runtimes) as Record<string, Handler>),
    default_runtime_name: cri === undefined ? null : plain(cri.defaultRuntimeName),
    snapshotter: cri === undefined ? null : plain(cri.snapshotter),
    default_runtime: old(cri?.defaultRuntime),
    untrusted_workload_runtime: old(cri?.untrustedWorkloadRuntime),
    extra_plugin_sections: [...settings.unknownSections].sort(),
    proxy_plugins: withoutZeros(plainTable(settings.proxyPlugins) as Record<string, Handler>),
    timeouts_changed: plainTable(settings.timeouts),
  };
}

/** The records have these two keys only. */
function debugOf({ level = '', format = '' }: Record<string, unknown>): unknown {
  return withoutZeros({ debug: { level, format } })['debug'];
}

function old(table: TomlTable | undefined): unknown {
  return withoutZeros({ table: plainTable(table) })['table'];
}
