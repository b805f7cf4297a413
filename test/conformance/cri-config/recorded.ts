import { readContainerdConfig } from '../../../src/core/containerd/config/read-config.ts';
import { type ConfigRelease, configRelease } from '../../../src/core/containerd/config/release.ts';
import type { ContainerdConfig } from '../../../src/model/containerd/containerd-config.ts';
import { layoutFiles } from './layout-files.ts';
import { ending, plainTable, recordedEnding, withoutZeros } from './observed.ts';
import type { Dump, Expected, Handler, Layout, Run, ServedCri } from './vector.ts';

/** Debian builds 2.1.9 with a newer TOML library than its own source has. */
const libraries = { 'containerd-2.1.9': '2.4' } as const;

/** The rules of a build, such as `containerd-1.7.24`. */
export function releaseOf(build: string): ConfigRelease {
  const library = (libraries as Record<string, (typeof libraries)['containerd-2.1.9']>)[build];
  return configRelease(build.replace('containerd-', ''), library);
}

export function read(layout: Layout, build: string): ContainerdConfig {
  const question = { release: releaseOf(build), parameters: layout.args, cwd: layout.cwd ?? '/', cgroups: 1 as const };
  return readContainerdConfig(question, layoutFiles(layout));
}

/**
 * The record with what it leaves out because it is the default.
 *
 * Not compared: `missing_plugin_sections` (which plugins a build has, not its files, decides most of it) and `legacy_grpc`
 * (the dump repeats a table that nothing reads).
 */
export function recordedDump(dump: Dump, build: string): Record<string, unknown> {
  const end = recordedEnding(dump.error, dump.panic);
  if (dump.exit !== 0) return end;
  const { log: _, exit: __, runtimes, missing_plugin_sections: ___, legacy_grpc: ____, ...shown } = dump;
  const isNew = /2\.[34]\./.test(build);
  return {
    ...end,
    disabled_plugins: [],
    required_plugins: [],
    root: '/var/lib/containerd',
    state: '/run/containerd',
    temp: '',
    grpc_address: '/run/containerd/containerd.sock',
    ttrpc_address: isNew ? '/run/containerd/containerd.sock.ttrpc' : '',
    opt_path: '/opt/containerd',
    debug: {},
    default_runtime_name: dump['cri_section'] === null ? null : 'runc',
    snapshotter: dump['cri_section'] === null ? null : 'overlayfs',
    default_runtime: {},
    untrusted_workload_runtime: {},
    extra_plugin_sections: [],
    timeouts_changed: {},
    ...shown,
    imports: [...(dump['imports'] as string[])].sort(),
    proxy_plugins: withoutZeros((dump['proxy_plugins'] ?? {}) as Record<string, Handler>),
    runtimes: runtimes === undefined || runtimes === null ? null : withoutZeros(runtimes as Record<string, Handler>),
  };
}

export function runOf(config: ContainerdConfig): Record<string, unknown> {
  const end = ending(config.start);
  if (config.cri === undefined) return end;
  const { plugins, served, handlers } = config.cri;
  const shown = handlers && {
    default_runtime_name: handlers.defaultName,
    handlers: withoutZeros(plainTable(handlers.table) as Record<string, Handler>),
  };
  return {
    ...end,
    address: config.address,
    plugins: Object.fromEntries([...plugins].map(([uri, state]) => [uri, state.ok ? 'ok' : 'error'])),
    plugin_errors: Object.fromEntries([...plugins].flatMap(([uri, state]) => (state.ok ? [] : [[uri, state.error]]))),
    opt_dir: plugins.has('io.containerd.internal.v1.opt') && config.settings?.optPath?.value === '/opt/containerd',
    cri_served: served,
    cri: served ? shown : undefined,
    cri_loaded_not_served: served ? undefined : shown,
  };
}

export function recordedRun({ run, dump }: Expected, config: ContainerdConfig, build: string): Record<string, unknown> {
  if (run === undefined) return {};
  const end = recordedEnding(run.error, run.panic);
  if (!run.started) return end;
  const cri = servedCri(run.cri, dump, build);
  return {
    ...end,
    address: run.address ?? '/run/containerd/containerd.sock',
    plugins: recordedPlugins(run, config),
    plugin_errors: run.plugin_errors ?? {},
    opt_dir: run.opt_dir ?? false,
    cri_served: run.cri_served,
    cri,
    cri_loaded_not_served: servedCri(run.cri_loaded_not_served, dump, build),
  };
}

function recordedPlugins({ plugins }: Run, config: ContainerdConfig): unknown {
  if (plugins !== 'all ok') return plugins ?? {};
  const split = config.settings?.version !== 2;
  const cri = [
    'io.containerd.grpc.v1.cri',
    ...(split ? ['io.containerd.cri.v1.runtime', 'io.containerd.cri.v1.images'] : []),
  ];
  return Object.fromEntries(['io.containerd.internal.v1.opt', ...cri].map((uri) => [uri, 'ok']));
}

/** In the started daemon an empty sandbox controller is `podsandbox`; 1.6 has none. */
function servedCri(cri: ServedCri | undefined, dump: Dump, build: string): unknown {
  if (cri === undefined) return undefined;
  if (cri.handlers !== 'as dump') return { ...cri, handlers: withoutZeros(cri.handlers) };
  const key = build.includes('-1.') ? 'sandbox_mode' : 'sandboxer';
  const handlers = Object.entries(withoutZeros(dump['runtimes'] as Record<string, Handler>));
  if (build.includes('-1.6')) return { ...cri, handlers: Object.fromEntries(handlers) };
  return {
    ...cri,
    handlers: Object.fromEntries(handlers.map(([name, each]) => [name, { [key]: 'podsandbox', ...(each as Handler) }])),
  };
}
