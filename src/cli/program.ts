import { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { gatherOptions } from '../settings/given-options.ts';
import { observeOptions, serveOptions } from '../settings/options.ts';
import { version } from '../version.ts';
import { addAnswerCommands, type Finish } from './syntax/answer-commands.ts';
import { addOptions, written } from './syntax/options.ts';
import { addTextCommands } from './syntax/text-commands.ts';
import type { Terminal } from './terminal.ts';

/** The command line. Each command loads its code only when it runs. */
export function buildProgram(terminal: Terminal, finish: Finish): Command {
  const program = new Command('shimdex')
    .description('Discovers the containerd runtimes a host can really start, and explains every name.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: () => {}, outputError: () => {} })
    .addHelpText(
      'after',
      '\nThese options and the options of serve can also be set in the environment: SHIMDEX_SEARCH_PATH for --search-path.',
    )
    .exitOverride();
  addOptions(program, observeOptions);
  addServe(program, terminal, finish);
  addAnswerCommands(program, terminal, finish);
  addTextCommands(program, terminal, finish);
  return program;
}

function addServe(program: Command, terminal: Terminal, finish: Finish): void {
  const command = program
    .command('serve', { isDefault: true })
    .description('run the service (the default command)')
    .usage('[options]')
    .argument('[words...]')
    .configureHelp({ showGlobalOptions: true, visibleArguments: () => [] });
  addOptions(command, serveOptions).action(async (words: readonly string[]) => {
    refuseWords(words, program);
    const { serve } = await import('./commands/serve.ts');
    const given = gatherOptions([...observeOptions, ...serveOptions], written(program, command), terminal.environment);
    finish(await serve(given, terminal));
  });
}

/** Unknown words reach the default command, which takes none. */
function refuseWords([word]: readonly string[], program: Command): void {
  if (word === undefined) return;
  const command = program.commands.map((each) => each.name()).find((name) => name === word);
  throw new UsageError(
    command === undefined
      ? unknownCommand(word, program)
      : `Cannot use the command "${command}" here: write "shimdex ${command}", then the options`,
  );
}

/** What to write instead of a command that does not exist. */
export function unknownCommand(word: string | undefined, program: Command): string {
  const names = program.commands.map((each) => each.name());
  return `Unknown command ${JSON.stringify(word ?? '')}: write one of ${names.join(', ')}`;
}
