import type { CriState, Settings, Sourced } from '../../../../model/containerd/containerd-config.ts';
import type { TomlTable, TomlValue } from '../../../../model/containerd/toml.ts';
import { defined } from '../../../../model/defined.ts';
import { durationError } from '../../../go/duration.ts';
import { isLogLevel } from '../../../go/log-level.ts';
import { goQuote } from '../../../go/quote.ts';
import type { ConfigOptions } from '../command-line.ts';
import { type ConfigFailure, failure, prefixed } from '../fault.ts';
import type { ConfigRelease } from '../release.ts';
import { entryOf } from '../toml/value.ts';
import { pluginName } from '../view/plugins.ts';
import { pluginsOfSomeBuilds, registeredPlugins } from './registered.ts';
import { textOf } from './validate-cri.ts';

/** Why the daemon ends before it loads any plugin. `config dump` does not check this. */
export function earlyFault(settings: Settings, options: ConfigOptions): ConfigFailure | undefined {
  const level = entryOf(settings.debug, 'level');
  const given = options['log-level'];
  const used = given ?? textOf(level);
  if (used !== '' && !isLogLevel(used)) {
    const error = `not a valid logrus Level: ${goQuote(used)}`;
    return given === undefined ? failure(error, level) : { error, isOfCommandLine: true };
  }
  const format = entryOf(settings.debug, 'format');
  if (!['', 'text', 'json'].includes(textOf(format))) return failure(`unknown log format: ${textOf(format)}`, format);
  const { root, state } = settings;
  const wrong = directoriesFault(optionOr(options.root, root), optionOr(options.state, state));
  if (wrong === undefined) return timeoutFault(settings);
  const isOfFlags = wrong.at === undefined && (options.root ?? options.state) !== undefined;
  return isOfFlags ? { ...wrong, isOfCommandLine: true } : wrong;
}

function optionOr(given: string | undefined, written: Sourced<string>): Sourced<string> {
  return given === undefined ? written : { value: given };
}

function directoriesFault(root: Sourced<string>, state: Sourced<string>): ConfigFailure | undefined {
  if (root.value === '') return { error: 'root must be specified' };
  if (state.value === '') return { error: 'state must be specified' };
  if (root.value !== state.value) return undefined;
  return defined({ error: 'root and state must be different paths', at: state.at ?? root.at });
}

function timeoutFault({ timeouts }: Settings): ConfigFailure | undefined {
  const bad = [...timeouts.entries.values()].find((value) => durationError(textOf(value)) !== undefined);
  return bad === undefined ? undefined : failure(`unable to parse ${textOf(bad)} into a time duration`, bad);
}

/** A plugin that must be there and is not, or failed. */
export function requiredFault(
  table: TomlTable,
  version: number,
  cri: CriState,
  isDisabled: (uri: string) => boolean,
  release: ConfigRelease,
): ConfigFailure | undefined {
  const required = requiredPlugins(table);
  for (const uri of registeredPlugins(release)) {
    const name = pluginName(uri, version, release);
    if (!required.has(name) || isDisabled(uri)) continue;
    const state = cri.plugins.get(uri);
    if (state?.ok === false) return prefixed(`load required plugin ${uri}: `, state);
    required.delete(name);
  }
  for (const uri of pluginsOfSomeBuilds) required.delete(pluginName(uri, version, release));
  const [first] = required.values();
  return first && failure(`required plugin [${[...required.keys()].join(' ')}] not included`, first);
}

/** The names in `required_plugins`, each with its place. */
function requiredPlugins(table: TomlTable): Map<string, TomlValue> {
  const list = entryOf(table, 'required_plugins');
  const items = list?.kind === 'array' ? list.items : [];
  return new Map(items.flatMap((item) => (item.kind === 'string' ? [[item.value, item] as const] : [])));
}
