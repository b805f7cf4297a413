import type { Argument, Command, Option } from 'commander';
import { rules } from '../../core/findings/findings.ts';
import { defined } from '../../model/defined.ts';

/** What can follow: fixed words, a path, or a runtime name of this host. */
export interface Values {
  readonly words: readonly string[];
  readonly paths?: 'files' | 'directories';
  readonly runtimes?: true;
}

/** An option, as the help has it. */
export interface OptionShape {
  /** The flags, the long one last: `-o`, `--output`. */
  readonly flags: readonly string[];
  /** What stands for its value in the help; absent for a switch. */
  readonly value?: string;
  readonly help: string;
  readonly values: Values;
}

/** A command, as the help has it. */
export interface CommandShape {
  readonly name: string;
  readonly help: string;
  readonly usage: string;
  readonly options: readonly OptionShape[];
  readonly arguments: readonly { readonly name: string; readonly help: string; readonly values: Values }[];
}

/** The commands and options that `--help` shows. */
export interface ProgramShape {
  readonly help: string;
  readonly commands: readonly CommandShape[];
  /** Options of every command. */
  readonly options: readonly OptionShape[];
}

/** Reads the table of commands and options. */
export function shapeOf(program: Command): ProgramShape {
  const help = program.createHelp();
  const { options, help: description } = shapeOfCommand(program);
  return { help: description, options, commands: help.visibleCommands(program).map(shapeOfCommand) };
}

function shapeOfCommand(command: Command): CommandShape {
  const help = command.createHelp();
  return {
    name: command.name(),
    help: command.description(),
    usage: command.usage(),
    options: help.visibleOptions(command).map(shapeOfOption),
    arguments: command.createHelp().visibleArguments(command).map(shapeOfArgument),
  };
}

function shapeOfOption({ short, long, flags, description, defaultValue }: Option): OptionShape {
  const value = /<(.*)>/.exec(flags)?.[1];
  const byDefault = typeof defaultValue === 'string' ? ` (default: ${defaultValue})` : '';
  return defined({
    flags: [short, long].filter((flag) => flag != null),
    help: `${description}${byDefault}`,
    values: valuesOf(value),
    value,
  });
}

function shapeOfArgument(argument: Argument): CommandShape['arguments'][number] {
  const name = argument.name();
  // Only `resolve` takes any number of names.
  const values = argument.variadic ? ({ words: [], runtimes: true } as const) : valuesOf(name);
  return { name, help: argument.description, values };
}

/** `auto|none|PID` has two words; a text without `|` only stands for a value. */
function valuesOf(text = ''): Values {
  const parts = text.split('|');
  const words = parts.length > 1 ? parts.filter((part) => /^[a-z][a-z-]*$/.test(part)) : [];
  if (parts.includes('CODE')) return { words: Object.keys(rules) };
  if (parts.includes('FILE')) return { words, paths: 'files' };
  return parts.includes('DIR') ? { words, paths: 'directories' } : { words };
}

/** Every option that takes a value, one for each flag. */
export function optionsWithValue({ options, commands }: ProgramShape): OptionShape[] {
  const all = [...options, ...commands.flatMap((command) => command.options)].filter(
    ({ value }) => value !== undefined,
  );
  return [...new Map(all.map((option) => [option.flags.join(), option])).values()];
}
