import { type Command, Option } from 'commander';
import { gatherOptions } from '../../settings/given-options.ts';
import { type OptionSpec, observeOptions } from '../../settings/options.ts';
import { parseObserveSettings } from '../../settings/parse.ts';
import type { ObserveSettings } from '../../settings/settings.ts';
import type { Terminal } from '../terminal.ts';

/** Adds options to a command. Commander gets no default values, so that the environment can override them. */
export function addOptions(command: Command, specs: readonly OptionSpec[]): Command {
  for (const spec of specs) command.addOption(commanderOption(spec));
  return command;
}

function commanderOption(spec: OptionSpec): Option {
  const defaultText = spec.default === undefined ? '' : ` (default: ${spec.default})`;
  const value = spec.value === undefined ? '' : ` <${spec.value}>`;
  const option = new Option(`--${spec.flag}${value}`, `${spec.help}${defaultText}`);
  if (!spec.repeatable) return option;
  return option.argParser<readonly string[]>((text, before) => [...(before ?? []), text]);
}

/** The host, containerd and dockerd that a command looks at; throws a UsageError that says what to write instead. */
export function observeSettings(program: Command, { environment }: Terminal): ObserveSettings {
  const settings = parseObserveSettings(gatherOptions(observeOptions, written(program), environment));
  const askerPath = environment['PATH'];
  return askerPath === undefined ? settings : { ...settings, askerPath };
}

/** The options on the command line, as text; a switch is `true`. */
export function written(...commands: readonly Command[]): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, readonly string[]>();
  for (const command of commands) {
    for (const option of command.options) {
      const value: unknown = command.getOptionValue(option.attributeName());
      if (value === undefined || option.long == null) continue;
      texts.set(option.long.slice('--'.length), Array.isArray(value) ? value : [String(value)]);
    }
  }
  return texts;
}
