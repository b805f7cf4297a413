import type { Command } from 'commander';
import { buildProgram } from '../program.ts';
import type { Terminal } from '../terminal.ts';

/** Ends the answers; 4 is `ShellCompDirectiveNoFileComp` of cobra. */
const end = ':4\n';

/**
 * Answers the completion of docker's shell scripts: one candidate on each line, with a tab before its description.
 *
 * Source: spf13/cobra `completions.go`.
 */
export function complete(words: readonly string[], terminal: Terminal, isDescribed: boolean): string {
  const program = buildProgram(terminal, () => {});
  const typed = words.at(-1) ?? '';
  const command = program.commands.find((each) => words.slice(0, -1).includes(each.name()));
  const lines = candidates(program, command, typed)
    .filter(([name]) => name.startsWith(typed))
    .map(([name, description]) => (isDescribed ? `${name}\t${description}\n` : `${name}\n`));
  return lines.join('') + end;
}

function candidates(program: Command, command: Command | undefined, typed: string): [string, string][] {
  if (!typed.startsWith('-')) return command === undefined ? program.commands.map(described) : [];
  return [...(command?.options ?? []), ...program.options].map(({ long, description }) => [long ?? '', description]);
}

function described(command: Command): [string, string] {
  return [command.name(), command.description()];
}
