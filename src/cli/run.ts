import { type Command, CommanderError } from 'commander';
import { markPasted } from '../core/resolve/pasted-command.ts';
import { errorMessage, UsageError } from '../errors.ts';
import { printable } from '../render/text/printable.ts';
import { buildProgram, unknownCommand } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Exit status of every failure: wrong usage, a port in use, an unreadable setting, a bug. */
const failed = 2;

/** The first argument when the docker CLI starts the program as its plugin; see scripts/docker-shimdex. */
const pluginCall = 'docker-cli-plugin';

/** Runs one command line and returns its exit status. A failure is one line on stderr. The help shows `name`. */
export async function run(argv: readonly string[], terminal: Terminal, name = 'shimdex'): Promise<number> {
  if (argv[0] === pluginCall) {
    const { callPlugin } = await import('./plugin/call.ts');
    return callPlugin(argv.slice(1), terminal, run);
  }
  let status = 0;
  const program = buildProgram(terminal, (command) => {
    status = command;
  }).name(name);
  let failing = program;
  for (const command of program.commands) {
    command.exitOverride((error) => {
      // The default command also gets the options of a command line that names no command.
      if (argv.includes(command.name())) failing = command;
      throw error;
    });
  }
  try {
    await program.parseAsync(markPasted(argv), { from: 'user' });
    return status;
  } catch (error) {
    // Help and version also end in a CommanderError, with status 0.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    terminal.err(`shimdex: ${printable(await failureText(error, { program, failing, argv }))}\n`);
    return failed;
  }
}

/** A command line, and the command of it that failed; the program itself where none is named. */
interface CommandLine {
  readonly program: Command;
  readonly failing: Command;
  readonly argv: readonly string[];
}

async function failureText(error: unknown, { program, failing, argv }: CommandLine): Promise<string> {
  // The help of a command that does not exist.
  if (error instanceof CommanderError && error.code === 'commander.help') return unknownCommand(argv.at(-1), program);
  if (error instanceof CommanderError) {
    const { describeUsageError } = await import('./syntax/usage-error.ts');
    return describeUsageError(error, failing);
  }
  if (error instanceof UsageError) return error.message;
  return `Unexpected error: ${errorMessage(error)}; please report it with the command line`;
}
