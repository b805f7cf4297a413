import type { TomlTable } from '../../../../model/containerd/toml.ts';
import { sortedByCodePoint } from '../../../code-points.ts';
import { goQuote } from '../../../go/quote.ts';
import { type ConfigFailure, failure, prefixed } from '../fault.ts';
import type { ConfigRelease } from '../release.ts';
import { entryOf } from '../toml/value.ts';
import type { Loaded } from './load.ts';

/** The error that containerd ends with after it merged all files; undefined when there is none. */
export function validate(loaded: Loaded, release: ConfigRelease): ConfigFailure | undefined {
  const fault = release.splitCri ? validate2(loaded, release) : validate1(loaded, release);
  return fault === undefined ? undefined : prefixed(`failed to load TOML from ${loaded.lastPath}: `, fault);
}

function validate2({ version, table }: Loaded, release: ConfigRelease): ConfigFailure | undefined {
  const highest = release.maxVersion ?? version;
  if (version > highest) {
    const error = `expected containerd config version equal to or less than \`${highest}\`, got \`${version}\``;
    return failure(error, entryOf(table, 'version'));
  }
  return badName(table, release);
}

/** What 1.x logs about a version that is too old or too high. */
export function versionWarnings({ version }: Loaded, release: ConfigRelease): string[] {
  if (release.splitCri) return [];
  const shown = version === 0 ? 1 : version;
  const { maxVersion } = release;
  if (maxVersion !== undefined && version > maxVersion) {
    return [
      `containerd config version \`${shown}\` is not supported, the max version is \`${maxVersion}\`, use \`containerd config default\` to generate a new config or manually revert to version \`${maxVersion}\``,
    ];
  }
  if (version >= 2) return [];
  const fate = release.convertsLater
    ? 'converted on each startup in containerd v2.0, use `containerd config migrate` after upgrading to containerd 2.0 to avoid conversion on startup'
    : 'removed in containerd v2.0, please switch to version `2`, see https://github.com/containerd/containerd/blob/main/docs/PLUGINS.md#version-header';
  return [`containerd config version \`${shown}\` has been deprecated and will be ${fate}`];
}

/** Names are only checked from version 2 on; a negative version counts as older, though plugins then have URIs. */
function validate1({ version, table }: Loaded, release: ConfigRelease): ConfigFailure | undefined {
  if (version < 2) return undefined;
  if (version > (release.maxVersion ?? version)) {
    return failure(`unsupported config version \`${version}\``, entryOf(table, 'version'));
  }
  return badName(table, release) ?? badSection(table, release);
}

function badName(table: TomlTable, release: ConfigRelease): ConfigFailure | undefined {
  for (const sort of ['disabled', 'required'] as const) {
    const list = entryOf(table, `${sort}_plugins`);
    const items = list?.kind === 'array' ? list.items : [];
    for (const item of items) {
      if (item.kind !== 'string' || isUri(item.value, release)) continue;
      return failure(`invalid ${sort} plugin URI ${goQuote(item.value)} expect io.containerd.x.vx`, item);
    }
  }
  return undefined;
}

/** containerd names any of several bad sections: here it is the first by bytes. */
function badSection(table: TomlTable, release: ConfigRelease): ConfigFailure | undefined {
  const plugins = entryOf(table, 'plugins');
  const names = plugins?.kind === 'table' ? sortedByCodePoint([...plugins.entries.keys()], (name) => name) : [];
  const bad = names.find((name) => !isUri(name, release));
  if (bad === undefined) return undefined;
  return failure(`invalid plugin key URI ${goQuote(bad)} expect io.containerd.x.vx`, entryOf(plugins, bad));
}

function isUri(name: string, release: ConfigRelease): boolean {
  if (release.uri === 'dot') return name.includes('.');
  const prefixed = release.uri === 'four parts' || name.startsWith('io.containerd.');
  return prefixed && name.split('.').length >= 4;
}
