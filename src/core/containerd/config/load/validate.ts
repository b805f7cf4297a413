import type { TomlTable } from '../../../../model/containerd/toml.ts';
import { sortedByCodePoint } from '../../../code-points.ts';
import { goQuote } from '../../../go/quote.ts';
import { textsOf } from '../merge.ts';
import type { ConfigRelease } from '../release.ts';
import { entryOf } from '../toml/value.ts';
import type { Loaded } from './load.ts';

/** The error that containerd ends with after it merged all files; undefined when there is none. */
export function validate(loaded: Loaded, release: ConfigRelease): string | undefined {
  const error = release.splitCri ? validate2(loaded, release) : validate1(loaded, release);
  return error === undefined ? undefined : `failed to load TOML from ${loaded.lastPath}: ${error}`;
}

function validate2({ version, table }: Loaded, release: ConfigRelease): string | undefined {
  const highest = release.maxVersion ?? version;
  if (version > highest) {
    return `expected containerd config version equal to or less than \`${highest}\`, got \`${version}\``;
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
function validate1({ version, table }: Loaded, release: ConfigRelease): string | undefined {
  if (version < 2) return undefined;
  if (version > (release.maxVersion ?? version)) return `unsupported config version \`${version}\``;
  return badName(table, release) ?? badSection(table, release);
}

function badName(table: TomlTable, release: ConfigRelease): string | undefined {
  for (const sort of ['disabled', 'required'] as const) {
    const bad = textsOf(table, `${sort}_plugins`).find((name) => !isUri(name, release));
    if (bad !== undefined) return `invalid ${sort} plugin URI ${goQuote(bad)} expect io.containerd.x.vx`;
  }
  return undefined;
}

/** containerd names any of several bad sections: here it is the first by bytes. */
function badSection(table: TomlTable, release: ConfigRelease): string | undefined {
  const plugins = entryOf(table, 'plugins');
  const names = plugins?.kind === 'table' ? sortedByCodePoint([...plugins.entries.keys()], (name) => name) : [];
  const bad = names.find((name) => !isUri(name, release));
  return bad === undefined ? undefined : `invalid plugin key URI ${goQuote(bad)} expect io.containerd.x.vx`;
}

function isUri(name: string, release: ConfigRelease): boolean {
  if (release.uri === 'dot') return name.includes('.');
  const prefixed = release.uri === 'four parts' || name.startsWith('io.containerd.');
  return prefixed && name.split('.').length >= 4;
}
