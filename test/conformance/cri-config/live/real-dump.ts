import { parse, TomlDate } from 'smol-toml';
import type { Dump } from '../vector.ts';
import type { Plugins } from './random-plugin.ts';

/** How a command of containerd ended. */
export interface Printed {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Table = Readonly<Record<string, unknown>>;

/** What `config dump` prints without a file. */
export interface Defaults {
  readonly timeouts: Table;
  readonly plugins: Plugins;
}

/** What `config dump` printed, as the vectors record it. */
export function toDump({ status, stdout, stderr }: Printed, defaults: Defaults): Dump {
  const log = stderr.split('\n').filter((line) => line.startsWith('time='));
  const failure = /^containerd: ([\s\S]*?)\n?$/m.exec(stderr)?.[1];
  const panic = /^panic: .*$/m.exec(stderr)?.[0];
  if (status !== 0)
    return { exit: status ?? -1, log, ...(panic === undefined ? { error: failure ?? stderr } : { panic }) };
  const shown = plainTable(parse(stdout, { integersAsBigInt: true }));
  return { exit: 0, log, ...ofServer(shown, defaults), ...ofCri(shown) };
}

/** The parts of a dump without a file that others are compared with. */
export function defaultsOf({ stdout }: Printed): Defaults {
  const shown = plainTable(parse(stdout, { integersAsBigInt: true }));
  return { timeouts: tableAt(shown, 'timeouts') ?? {}, plugins: (tableAt(shown, 'plugins') ?? {}) as Plugins };
}

function ofServer(shown: Table, defaults: Defaults): Table {
  const { version, disabled_plugins, required_plugins, root, state, temp } = shown;
  const timeouts = Object.entries(tableAt(shown, 'timeouts') ?? {});
  return {
    ...{ version, disabled_plugins, required_plugins, root, state, temp },
    // 2.x repeats an entry that one file has twice, and reads the files once.
    imports: [...new Set(shown['imports'] as string[])],
    grpc_address: tableAt(shown, 'grpc')?.['address'],
    ttrpc_address: tableAt(shown, 'ttrpc')?.['address'],
    opt_path: tableAt(shown, 'plugins', 'io.containerd.internal.v1.opt')?.['path'] ?? null,
    debug: nonEmpty({ level: tableAt(shown, 'debug')?.['level'], format: tableAt(shown, 'debug')?.['format'] }),
    proxy_plugins: tableAt(shown, 'proxy_plugins') ?? {},
    timeouts_changed: Object.fromEntries(timeouts.filter(([key, value]) => defaults.timeouts[key] !== value)),
    extra_plugin_sections: Object.keys(tableAt(shown, 'plugins') ?? {})
      .filter((name) => !(name in defaults.plugins))
      .sort(),
  };
}

/** 2.x has the handlers in one plugin, and the snapshotter for images in another. */
function ofCri(shown: Table): Table {
  const isSplit = typeof shown['version'] === 'number' && shown['version'] > 2;
  const plugin = isSplit ? 'io.containerd.cri.v1.runtime' : 'io.containerd.grpc.v1.cri';
  const section = tableAt(shown, 'plugins', plugin);
  if (section === undefined) return { cri_section: null };
  const containerd = tableAt(section, 'containerd') ?? {};
  const { default_runtime_name, runtimes, default_runtime, untrusted_workload_runtime } = containerd;
  const images = isSplit ? tableAt(shown, 'plugins', 'io.containerd.cri.v1.images') : containerd;
  return {
    cri_section: plugin,
    ...{ default_runtime_name, runtimes, snapshotter: images?.['snapshotter'] },
    default_runtime: nonEmpty((default_runtime ?? {}) as Table),
    untrusted_workload_runtime: nonEmpty((untrusted_workload_runtime ?? {}) as Table),
  };
}

function nonEmpty(table: Table): Table {
  return Object.fromEntries(
    Object.entries(table).filter(([, value]) => {
      if (value === '' || value === 0 || value === false) return false;
      return typeof value !== 'object' || value === null || Object.keys(value).length > 0;
    }),
  );
}

function tableAt(table: Table, ...path: readonly string[]): Table | undefined {
  return path.reduce<Table | undefined>((at, key) => at?.[key] as Table | undefined, table);
}

function plainTable(table: object): Table {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, plain(value)]));
}

/** A value as the vectors write it. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : { $int: String(value) };
  if (typeof value === 'number')
    return Number.isInteger(value) || !Number.isFinite(value) ? { $float: floatText(value) } : value;
  if (value instanceof TomlDate) return value.toISOString().replace('.000', '');
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null ? plainTable(value) : value;
}

function floatText(value: number): string {
  return Number.isNaN(value) ? 'nan' : String(value).replace('Infinity', 'inf');
}
