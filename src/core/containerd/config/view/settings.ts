import type { Settings, Sourced, UnreadAddress } from '../../../../model/containerd/containerd-config.ts';
import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import { defined } from '../../../../model/defined.ts';
import { decisivePlugins, meantSection } from '../hints/meant-section.ts';
import type { Loaded } from '../load/load.ts';
import { textsOf } from '../merge.ts';
import { unreadAddresses } from '../migrate/move-servers.ts';
import type { ConfigRelease } from '../release.ts';
import { opt, pluginShapes } from '../schema/plugins.ts';
import { entryAt, entryOf, tomlTable } from '../toml/value.ts';
import { builtInPlace, isBuiltIn } from './built-in.ts';
import { shownCri } from './cri-section.ts';
import { type PluginSections, pluginName } from './plugins.ts';
import { handlersSection, writtenHandlers } from './written-handlers.ts';

const socket = '/run/containerd/containerd.sock';

/** What all files together say, with the built-in values where they say nothing. */
export function toSettings(
  loaded: Loaded,
  table: TomlTable,
  plugins: PluginSections,
  release: ConfigRelease,
): Settings {
  const section = handlersSection(loaded, release);
  const sectionAt = release.splitCri ? undefined : entryAt(table, 'plugins', section)?.at;
  const top = (fallback: string, ...path: string[]) => sourcedText(entryAt(table, ...path), fallback);
  return {
    version: release.splitCri ? release.ownVersion : 2,
    imports: importsOf(loaded, table, release),
    disabledPlugins: sourcedTexts(table, 'disabled_plugins'),
    requiredPlugins: sourcedTexts(table, 'required_plugins'),
    root: top('/var/lib/containerd', 'root'),
    state: top('/run/containerd', 'state'),
    temp: top('', 'temp'),
    grpcAddress: address(table, plugins, release, 'grpc', socket),
    ttrpcAddress: address(table, plugins, release, 'ttrpc', release.serverPlugins ? `${socket}.ttrpc` : ''),
    debug: tableOf(entryOf(table, 'debug')),
    optPath: optPath(plugins),
    optIsDisabled: plugins.isDisabled(opt),
    timeouts: tableOf(entryOf(table, 'timeouts')),
    proxyPlugins: tableOf(entryOf(table, 'proxy_plugins')),
    unknownSections: plugins.unknownSections,
    ignoredSections: ignoredSections(table, loaded.version, release),
    unreadAddresses: release.serverPlugins ? writtenAddresses(table) : [],
    cri: shownCri(plugins, release),
    writtenHandlers: writtenHandlers(loaded, release),
    handlersSection: section,
    ...defined({ handlersSectionAt: sectionAt }),
    ignoredKeys: [...loaded.parts.flatMap(({ unknown }) => unknown), ...plugins.unknownKeys],
  };
}

/** 1.x shows the files that were read, 2.x the entries of all files as they are written. */
function importsOf(loaded: Loaded, table: TomlTable, release: ConfigRelease): string[] {
  if (!release.splitCri) return loaded.files.map(({ path }) => path);
  return [...new Set([...release.builtInImports, ...textsOf(table, 'imports')])];
}

/** In 2.3 a socket is the setting of a plugin; tables of version 4 files are dead. */
function address(
  table: TomlTable,
  plugins: PluginSections,
  release: ConfigRelease,
  server: 'grpc' | 'ttrpc',
  fallback: string,
): Sourced<string> {
  if (!release.serverPlugins) return nonEmpty(entryAt(table, server, 'address'), fallback);
  return sourcedText(entryOf(plugins.decoded.get(`io.containerd.server.v1.${server}`), 'address'), fallback);
}

function nonEmpty(value: TomlValue | undefined, fallback: string): Sourced<string> {
  return sourcedText(value?.kind === 'string' && value.value === '' ? undefined : value, fallback);
}

function optPath(plugins: PluginSections): Sourced<string> | undefined {
  if (plugins.isDisabled(opt)) {
    const written = entryOf(plugins.raw(opt), 'path');
    return written && sourcedText(written, '');
  }
  return sourcedText(entryOf(plugins.decoded.get(opt), 'path'), '/opt/containerd');
}

/** The text of a value and its place. */
function sourcedText(value: TomlValue | undefined, fallback: string): Sourced<string> {
  if (value?.kind !== 'string' || isBuiltIn(value)) return { value: value?.kind === 'string' ? value.value : fallback };
  return defined({ value: value.value, at: value.at, replaced: value.replaced });
}

function sourcedTexts(table: TomlTable, key: string): Sourced<string>[] {
  const list = entryOf(table, key);
  return list?.kind === 'array' ? list.items.map((item) => sourcedText(item, '')) : [];
}

function tableOf(value: TomlValue | undefined): TomlTable {
  return value?.kind === 'table' ? value : tomlTable(new Map(), builtInPlace);
}

/** Sections under a name that decides in another release, in a file of another version, or in another spelling. */
function ignoredSections(table: TomlTable, version: number, release: ConfigRelease): Sourced<string>[] {
  const read = new Set(
    decisivePlugins.filter((uri) => pluginShapes(release).has(uri)).map((uri) => pluginName(uri, version, release)),
  );
  const plugins = entryOf(table, 'plugins');
  const similar = plugins?.kind === 'table' ? [...plugins.entries.keys()].filter(isSimilar) : [];
  return [...decisivePlugins, 'cri', 'opt', ...similar].flatMap((name) => {
    const section = read.has(name) ? undefined : entryOf(plugins, name);
    return section === undefined ? [] : [{ value: name, at: section.at }];
  });
}

function writtenAddresses(file: TomlTable): UnreadAddress[] {
  return unreadAddresses(file).flatMap(({ uri, table, address }) => {
    const { value, at } = sourcedText(address, '');
    return at === undefined ? [] : [{ table, plugin: uri, value, at }];
  });
}

function isSimilar(name: string): boolean {
  return meantSection(name) !== undefined;
}
