import type { CriState, Settings } from '../../../../model/containerd/containerd-config.ts';
import type { TomlTable } from '../../../../model/containerd/toml.ts';
import type { ConfigOptions } from '../command-line.ts';
import { isDuration } from '../duration.ts';
import { textsOf } from '../merge.ts';
import type { ConfigRelease } from '../release.ts';
import { entryOf } from '../toml/value.ts';
import { pluginName } from '../view/plugins.ts';
import { registeredPlugins } from './registered.ts';
import { textOf } from './validate-cri.ts';

const levels = /^(?:panic|fatal|error|warn|warning|info|debug|trace)$/i;

/** Why the daemon ends before it loads any plugin. `config dump` does not check this. */
export function earlyFault(settings: Settings, options: ConfigOptions): string | undefined {
  const level = textOf(entryOf(settings.debug, 'level'));
  const given = options['log-level'] ?? level;
  if (given !== '' && !levels.test(given)) return `not a valid logrus Level: ${JSON.stringify(given)}`;
  const format = textOf(entryOf(settings.debug, 'format'));
  if (!['', 'text', 'json'].includes(format)) return `unknown log format: ${format}`;
  return (
    directoriesFault(options.root ?? settings.root.value, options.state ?? settings.state.value) ??
    timeoutFault(settings)
  );
}

function directoriesFault(root: string, state: string): string | undefined {
  if (root === '') return 'root must be specified';
  if (state === '') return 'state must be specified';
  return root === state ? 'root and state must be different paths' : undefined;
}

function timeoutFault({ timeouts }: Settings): string | undefined {
  const bad = [...timeouts.entries.values()].map(textOf).find((value) => !isDuration(value));
  return bad === undefined ? undefined : `unable to parse ${bad} into a time duration`;
}

/** A plugin that must be there and is not, or failed. */
export function requiredFault(
  table: TomlTable,
  version: number,
  cri: CriState,
  isDisabled: (uri: string) => boolean,
  release: ConfigRelease,
): string | undefined {
  const required = new Set(textsOf(table, 'required_plugins'));
  for (const uri of registeredPlugins(release)) {
    const name = pluginName(uri, version, release);
    if (!required.has(name) || isDisabled(uri)) continue;
    const state = cri.plugins.get(uri);
    if (state?.ok === false) return `load required plugin ${uri}: ${state.error}`;
    required.delete(name);
  }
  return required.size === 0 ? undefined : `required plugin [${[...required].join(' ')}] not included`;
}
