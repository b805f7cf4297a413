import type { Command, CommanderError } from 'commander';
import { editDistance } from '../../core/edit-distance.ts';

/** Commander's message as one line with double quotes, then a similar option, or the help of the command. */
export function describeUsageError({ code, message }: CommanderError, command: Command): string {
  if (code === 'commander.excessArguments') return tooMany(command);
  const [problem = ''] = message.replace(/^error: /, '').split('\n(Did you mean ');
  const text = problem.replace(/\.$/, '').replace(/'([^']*)'/gs, '"$1"');
  const [, given = ''] = (code === 'commander.unknownOption' && /"--([^"=]*)/.exec(text)) || [];
  const similar = similarOptions(given, command).join(', ');
  const advice =
    similar === '' ? `see "${nameOf(command)} --help"` : `did you mean ${similar.replace(/, ([^ ]*)$/, ' or $1')}?`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}: ${advice}`;
}

/** Commander counts the arguments; a user looks for the word that is too many, which may be the value of a wrong option. */
function tooMany(command: Command): string {
  const extra = command.args.slice(command.registeredArguments.length).map((word) => JSON.stringify(word));
  const what = `leave out ${extra.join(' ')}, or see "${nameOf(command)} --help"`;
  return `Too many arguments for "${command.name()}": ${what}`;
}

/**
 * The nearest options of a command and of the ones above it. Commander's own suggestions have only half of their letters
 * in common with what was given.
 */
function similarOptions(given: string, command: Command): readonly string[] {
  const names = optionsOf(command).map((option) => option.slice('--'.length));
  const longer = names.filter((name) => given.length > 1 && name.startsWith(given));
  const near = [1, 2, 3].map((edits) =>
    names.filter((name) => 3 * edits <= name.length && editDistance(given, name, edits) !== undefined),
  );
  const similar = [longer, ...near].find((each) => each.length > 0) ?? [];
  return similar.slice(0, mostSuggested).map((name) => `--${name}`);
}

const mostSuggested = 3;

function optionsOf(command: Command): readonly string[] {
  const own = command.options.flatMap(({ long, hidden }) => (long?.startsWith('--') && !hidden ? [long] : []));
  return command.parent === null ? own : [...own, ...optionsOf(command.parent)];
}

/** The words that a user types to get to a command. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
