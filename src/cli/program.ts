import { Command, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { clients, severities } from '../model/words.ts';
import { gatherOptions } from '../settings/given-options.ts';
import { type OptionSpec, observeOptions, serveOptions } from '../settings/options.ts';
import { parseObserveSettings } from '../settings/parse.ts';
import { version } from '../version.ts';
import type { Terminal } from './terminal.ts';

/** Told how a command ended. */
type Finish = (status: number) => void;

const commandNames = ['serve', 'list', 'resolve', 'check', 'export'] as const;

/** The command line: its commands load what they need when they are the one that was asked for. */
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
      '\nThese options, and those of serve, can stand in the environment: SHIMDEX_SEARCH_PATH for --search-path.',
    )
    .exitOverride();
  addOptions(program, observeOptions);
  addServe(program, terminal, finish);
  addList(program, terminal, finish);
  addResolve(program, terminal, finish);
  addCheck(program, terminal, finish);
  addExport(program, terminal, finish);
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
    refuseWords(words);
    const { serve } = await import('./serve.ts');
    const given = gatherOptions([...observeOptions, ...serveOptions], written(program, command), terminal.environment);
    finish(await serve(given, terminal));
  });
}

function addList(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('list')
    .description('the runtime names a client may use, and which of them would start')
    .option('--all', 'the shims that are no runtime too, and why')
    .option('--json', 'what GET /v1/runtimes returns')
    .action(async (options: { all?: true; json?: true }) => {
      const { list } = await import('./list.ts');
      finish(await list(observeSettings(program, terminal), options, terminal));
    });
}

function addResolve(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('resolve')
    .description('explain what happens to a name: which rule, which places, which file, which error')
    .argument('<name...>', 'runtime names as a client passes them')
    .option(
      `--client <${clients.join('|')}>`,
      "who asks; containerd stands for ctr, which Docker's own rule does not bind",
      'docker',
    )
    .option('--json', 'what GET /v1/resolve returns; an array of it for several names')
    .action(async (names: readonly string[], options: { client: string; json?: true }) => {
      const { resolve } = await import('./resolve.ts');
      finish(await resolve(observeSettings(program, terminal), names, options, terminal));
    });
}

function addCheck(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('check')
    .description("what is wrong with this host's runtimes; status 1 when it is bad enough")
    .option(`--fail-on <${severities.join('|')}>`, 'the least severity that makes the status 1', 'high')
    .option('--json', 'what GET /v1/findings returns')
    .action(async (options: { failOn: string; json?: true }) => {
      const { check } = await import('./check.ts');
      finish(await check(observeSettings(program, terminal), options, terminal));
    });
}

function addExport(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('export')
    .description('one rendering to stdout, for other programs')
    .argument('<format>', 'docker-info (GET /info of the Docker API), prometheus, nfd or runtimeclass')
    .action(async (format: string) => {
      const { exportInventory } = await import('./export.ts');
      finish(await exportInventory(observeSettings(program, terminal), format, terminal));
    });
}

function addOptions(command: Command, specs: readonly OptionSpec[]): Command {
  for (const spec of specs) command.addOption(commanderOption(spec));
  return command;
}

/** Defaults stay in the settings, so that the environment can tell itself from them. */
function commanderOption(spec: OptionSpec): Option {
  const defaultText = spec.default === undefined ? '' : ` (default: ${spec.default})`;
  const value = spec.value === undefined ? '' : ` <${spec.value}>`;
  const option = new Option(`--${spec.flag}${value}`, `${spec.help}${defaultText}`);
  if (!spec.repeatable) return option;
  return option.argParser<readonly string[]>((text, before) => [...(before ?? []), text]);
}

function observeSettings(program: Command, terminal: Terminal) {
  return parseObserveSettings(gatherOptions(observeOptions, written(program), terminal.environment));
}

/** The options that stand on the command line, as texts; a switch is `true`. */
function written(...commands: readonly Command[]): ReadonlyMap<string, readonly string[]> {
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

/** Whatever is no command ends up with the default one, which takes no words. */
function refuseWords(words: readonly string[]): void {
  const [word] = words;
  if (word === undefined) return;
  const command = commandNames.find((name) => name === word);
  throw new UsageError(
    command === undefined
      ? `Unknown command ${JSON.stringify(word)}: write one of ${commandNames.join(', ')}`
      : `Cannot tell what "${command}" belongs to: write "shimdex ${command}", then the options`,
  );
}
