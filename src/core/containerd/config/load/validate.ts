import { sortedByCodePoint } from '../../../code-points.ts';
import { goQuote } from '../../../go/quote.ts';
import { textsOf } from '../merge.ts';
import type { ConfigRelease } from '../release.ts';
import { entryOf, type TomlTable } from '../toml/value.ts';
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
