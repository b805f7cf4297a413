import type { TomlTable } from '../../../../model/containerd/toml.ts';
import { type ConfigFailure, failure } from '../fault.ts';
import type { ConfigRelease } from '../release.ts';
import { entryAt, entryOf } from '../toml/value.ts';

/** A proxy plugin of a type that containerd does not know: it panics, also to dump. */
export function unknownProxy(table: TomlTable, release: ConfigRelease): ConfigFailure | undefined {
  const types = proxyTypes(release);
  const [bad] = [...proxiesOf(table)].find(([, type]) => !types.has(type)) ?? [];
  return bad === undefined ? undefined : failure('plugin: no type', entryAt(table, 'proxy_plugins', bad));
}

/** The type of each proxy plugin, by its name; '' when it has none. */
export function proxiesOf(table: TomlTable): ReadonlyMap<string, string> {
  const proxies = entryOf(table, 'proxy_plugins');
  const entries = proxies?.kind === 'table' ? [...proxies.entries] : [];
  return new Map(
    entries.map(([name, proxy]) => {
      const type = entryOf(proxy, 'type');
      return [name, type?.kind === 'string' ? type.value : ''] as const;
    }),
  );
}

function proxyTypes(release: ConfigRelease): ReadonlySet<string> {
  const types = ['snapshot', 'content'];
  if (release.handlers.allDevices) types.push('sandbox', 'diff');
  return new Set(types);
}
