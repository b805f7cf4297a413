import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import { durationError } from '../../../go/duration.ts';
import { type ConfigFailure, failure } from '../fault.ts';
import type { ConfigRelease } from '../release.ts';
import { entryAt, entryOf, withEntry } from '../toml/value.ts';
import { text } from '../view/built-in.ts';

/** The section of CRI after the daemon checked and completed it, or why the plugin fails. */
export type ValidCri =
  | { readonly ok: true; readonly cri: TomlTable; readonly warnings: readonly string[] }
  | ({ readonly ok: false; readonly warnings: readonly string[] } & ConfigFailure);

const linuxV1 = 'io.containerd.runtime.v1.linux';

/** Checks the runtime part of CRI as the plugin does when it starts. Source: `ValidatePluginConfig` (1.x), `ValidateRuntimeConfig` (2.x). */
export function validateCri(section: TomlTable, release: ConfigRelease): ValidCri {
  const warnings: string[] = [];
  const cri = release.handlers.deprecated ? withDeprecated(section, warnings) : section;
  if ('error' in cri) return { ok: false, ...cri, warnings };
  const fault =
    defaultFault(cri) ??
    (release.splitCri ? undefined : linuxV1Fault(cri)) ??
    handlersFault(cri, release) ??
    (release.splitCri ? undefined : (imagesFault(cri) ?? streamFault(cri))) ??
    durationFault(cri, 'drain_exec_sync_io_timeout', 'invalid `drain_exec_sync_io_timeout`');
  if (fault !== undefined) return { ok: false, ...fault, warnings };
  return { ok: true, cri: withSandboxers(cri, release), warnings };
}

/** 1.x makes the handlers `untrusted` and `default` of two old tables; the second also becomes the default. */
function withDeprecated(cri: TomlTable, warnings: string[]): TomlTable | ConfigFailure {
  const untrusted = entryAt(cri, 'containerd', 'untrusted_workload_runtime');
  const byDefault = entryAt(cri, 'containerd', 'default_runtime');
  let changed = cri;
  if (hasType(untrusted)) {
    warnings.push('`untrusted_workload_runtime` is deprecated, please use `untrusted` runtime in `runtimes` instead');
    if (entryAt(cri, 'containerd', 'runtimes', 'untrusted') !== undefined) {
      const error =
        'conflicting definitions: configuration includes both `untrusted_workload_runtime` and `runtimes["untrusted"]`';
      return failure(error, untrusted);
    }
    changed = withHandler(changed, 'untrusted', untrusted);
  }
  if (!hasType(byDefault)) return changed;
  warnings.push(
    '`default_runtime` is deprecated, please use `default_runtime_name` to reference the default configuration you have defined in `runtimes`',
  );
  return withContainerd(withHandler(changed, 'default', byDefault), 'default_runtime_name', text('default'));
}

function hasType(handler: TomlValue | undefined): handler is TomlTable {
  return textOf(entryOf(handler, 'runtime_type')) !== '';
}

function withHandler(cri: TomlTable, name: string, handler: TomlTable): TomlTable {
  const runtimes = entryAt(cri, 'containerd', 'runtimes');
  const known = runtimes?.kind === 'table' ? runtimes : { ...handler, entries: new Map() };
  return withContainerd(cri, 'runtimes', withEntry(known, name, handler));
}

function withContainerd(cri: TomlTable, key: string, value: TomlValue): TomlTable {
  const containerd = entryOf(cri, 'containerd');
  return containerd?.kind === 'table' ? withEntry(cri, 'containerd', withEntry(containerd, key, value)) : cri;
}

function defaultFault(cri: TomlTable): ConfigFailure | undefined {
  const written = entryAt(cri, 'containerd', 'default_runtime_name');
  const name = textOf(written);
  if (name === '') return failure('`default_runtime_name` is empty', written);
  if (entryAt(cri, 'containerd', 'runtimes', name) !== undefined) return undefined;
  const error = `no corresponding runtime configured in \`containerd.runtimes\` for \`containerd\` \`default_runtime_name = "${name}"`;
  return failure(error, written?.at.line ? written : entryAt(cri, 'containerd', 'runtimes'));
}

function linuxV1Fault(cri: TomlTable): ConfigFailure | undefined {
  const name = textOf(entryAt(cri, 'containerd', 'default_runtime_name'));
  const type = textOf(entryAt(cri, 'containerd', 'runtimes', name, 'runtime_type'));
  const only = (table: TomlValue | undefined, key: string) =>
    failure(`\`${key}\` only works for runtime ${linuxV1}`, entryOf(table, key));
  if (type !== linuxV1 && isTrue(entryOf(cri, 'systemd_cgroup'))) return only(cri, 'systemd_cgroup');
  if (type !== linuxV1 && isTrue(entryAt(cri, 'containerd', 'no_pivot'))) {
    return only(entryOf(cri, 'containerd'), 'no_pivot');
  }
  for (const handler of handlersOf(cri).values()) {
    if (textOf(entryOf(handler, 'runtime_type')) === linuxV1) continue;
    const key = ['runtime_engine', 'runtime_root'].find((each) => textOf(entryOf(handler, each)) !== '');
    if (key !== undefined) return only(handler, key);
  }
  return undefined;
}

function handlersFault(cri: TomlTable, { handlers }: ConfigRelease): ConfigFailure | undefined {
  const allDevices = 'privileged_without_host_devices_all_devices_allowed';
  for (const handler of handlersOf(cri).values()) {
    const without = isTrue(entryOf(handler, 'privileged_without_host_devices'));
    const all = entryOf(handler, allDevices);
    if (handlers.allDevices && isTrue(all) && !without) {
      return failure(`\`${allDevices}\` requires \`privileged_without_host_devices\` to be enabled`, all);
    }
    const io = entryOf(handler, 'io_type');
    if (handlers.ioType && !['', 'fifo', 'streaming'].includes(textOf(io))) {
      return failure('`io_type` can only be `streaming` or `named_pipe`', io);
    }
  }
  return undefined;
}

/** Why the image part fails. */
export function imagesFault(section: TomlTable): ConfigFailure | undefined {
  const path = textOf(entryAt(section, 'registry', 'config_path'));
  const mirrors = entryAt(section, 'registry', 'mirrors');
  if (path !== '' && mirrors?.kind === 'table' && mirrors.entries.size > 0) {
    return failure('`mirrors` cannot be set when `config_path` is provided', mirrors);
  }
  return durationFault(section, 'image_pull_progress_timeout', 'invalid image pull progress timeout');
}

/** Why the service part fails. */
export function streamFault(section: TomlTable): ConfigFailure | undefined {
  return durationFault(section, 'stream_idle_timeout', 'invalid stream idle timeout');
}

function durationFault(section: TomlTable, key: string, what: string): ConfigFailure | undefined {
  const written = entryOf(section, key);
  const value = textOf(written);
  const error = value === '' ? undefined : durationError(value);
  return error === undefined ? undefined : failure(`${what}: ${error}`, written);
}

function withSandboxers(cri: TomlTable, { handlers }: ConfigRelease): TomlTable {
  const key = handlers.sandboxKey;
  const runtimes = entryAt(cri, 'containerd', 'runtimes');
  if (key === undefined || runtimes?.kind !== 'table') return cri;
  const entries = [...runtimes.entries].map(([name, handler]) => {
    const unset = handler.kind === 'table' && textOf(handler.entries.get(key)) === '';
    return [name, unset ? withEntry(handler, key, text('podsandbox')) : handler] as const;
  });
  return withContainerd(cri, 'runtimes', { ...runtimes, entries: new Map(entries) });
}

/** The handlers of the section, by name. */
export function handlersOf(cri: TomlTable): ReadonlyMap<string, TomlValue> {
  const runtimes = entryAt(cri, 'containerd', 'runtimes');
  return runtimes?.kind === 'table' ? runtimes.entries : new Map();
}

/** The text of a value, '' when it is none. */
export function textOf(value: TomlValue | undefined): string {
  return value?.kind === 'string' ? value.value : '';
}

/** Says whether a value is `true`. */
export function isTrue(value: TomlValue | undefined): boolean {
  return value?.kind === 'boolean' && value.value;
}
