import { Command, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { clients, severities } from '../model/words.ts';
import { gatherOptions } from '../settings/given-options.ts';
import { type OptionSpec, observeOptions, serveOptions } from '../settings/options.ts';
import { parseObserveSettings } from '../settings/parse.ts';
import { version } from '../version.ts';
import type { Terminal } from './terminal.ts';

/** Receives the exit status of a command. */
type Finish = (status: number) => void;

const commandNames = [
  'serve',
  'list',
  'resolve',
  'check',
  'ps',
  'plan',
  'handlers',
  'targets',
  'export',
  'plugin',
] as const;

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
  addList(program, terminal, finish);
  addResolve(program, terminal, finish);
  addCheck(program, terminal, finish);
  addPlan(program, terminal, finish);
  addHandlers(program, terminal, finish);
  addPs(program, terminal, finish);
  addTargets(program, terminal, finish);
  addExport(program, terminal, finish);
  addPlugin(program, terminal, finish);
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
    .description('list the runtime names a client may use, and whether each would start')
    .option('--all', 'also list the shims that are not runtimes, and why, the OCI runtimes and the daemons')
    .option(
      '-o, --output <table|wide|json>',
      'how to print them; wide adds versions, handlers, containers, packages',
      'table',
    )
    .option('--json', 'print the body of GET /v1/runtimes')
    .action(async (options: { all?: true; json?: true; output: string }) => {
      const { list } = await import('./list.ts');
      finish(await list(observeSettings(program, terminal), options, terminal));
    });
}

function addResolve(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('resolve')
    .description('explain what each name resolves to: the rule, the places searched, the file, the error')
    .argument('<name...>', 'runtime names as a client passes them, or a command or an error message with a name in it')
    .option(
      `--client <${clients.join('|')}|all>`,
      'the client that uses the name: containerd means ctr, nerdctl searches your PATH first, for cri the name is a handler, all asks for each of them',
      'docker',
    )
    .option('--json', 'print the body of GET /v1/resolve; an array of bodies for several names or clients')
    .action(async (words: readonly string[], options: { client: string; json?: true }, command: Command) => {
      const { resolve } = await import('./resolve.ts');
      const isGiven = command.getOptionValueSource('client') !== 'default';
      const asked = { ...options, client: isGiven ? options.client : undefined };
      finish(await resolve(observeSettings(program, terminal), words, asked, terminal));
    });
}

function addCheck(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('check')
    .description("report problems with this host's runtimes; exit status 1 if one is severe enough")
    .option(`--fail-on <${severities.join('|')}>`, 'lowest severity that makes the exit status 1', 'high')
    .option('--json', 'print the body of GET /v1/findings')
    .action(async (options: { failOn: string; json?: true }) => {
      const { check } = await import('./check.ts');
      finish(await check(observeSettings(program, terminal), options, terminal));
    });
}

function addPlan(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('plan')
    .description('forecast what a restart or an upgrade of containerd would do to the containers that run')
    .argument('<restart|upgrade>', 'restart: start the file that is on disk now; upgrade: change to another release')
    .option('--to <version>', 'release after the upgrade (default: the one of the file on disk)')
    .option('-o, --output <table|json>', 'how to print it', 'table')
    .option('--json', 'print the body of GET /v1/plan')
    .action(async (action: string, options: { json?: true; output: string; to?: string }) => {
      const { plan } = await import('./plan.ts');
      finish(await plan(observeSettings(program, terminal), action, options, terminal));
    });
}

function addTargets(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('targets')
    .description('list every containerd and dockerd found here, and the options to look at each')
    .option('-o, --output <table|json>', 'how to print them', 'table')
    .option('--json', 'the same as -o json')
    .action(async (options: { output: string; json?: true }) => {
      const { targets } = await import('./targets.ts');
      finish(targets(observeSettings(program, terminal), options, terminal));
    });
}

function addHandlers(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('handlers')
    .description("list the CRI runtime handlers of containerd's configuration, and whether a pod would start with each")
    .option('-o, --output <table|json>', 'how to print them', 'table')
    .option('--json', 'print the body of GET /v1/handlers')
    .action(async (options: { json?: true; output: string }) => {
      const { handlers } = await import('./handlers.ts');
      finish(await handlers(observeSettings(program, terminal), options, terminal));
    });
}

function addPs(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('ps')
    .description('list the shim processes that run, the file of each, and its containers')
    .option('-o, --output <table|json>', 'how to print them', 'table')
    .option('--json', 'print the body of GET /v1/processes')
    .action(async (options: { json?: true; output: string }) => {
      const { ps } = await import('./ps.ts');
      finish(await ps(observeSettings(program, terminal), options, terminal));
    });
}

function addExport(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('export')
    .description('print the inventory for another program')
    .argument('<format>', 'docker-info (GET /info of the Docker API), prometheus, nfd or runtimeclass')
    .action(async (format: string) => {
      const { exportInventory } = await import('./export.ts');
      finish(await exportInventory(observeSettings(program, terminal), format, terminal));
    });
}

function addPlugin(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('plugin')
    .description('install or remove the plugin of the docker CLI for this user, which makes "docker shimdex" work')
    .argument('<install|uninstall>', 'link the plugin into ~/.docker/cli-plugins, or remove the link')
    .option('--hints', 'also print the lines for config.json that let docker print advice below a failed command')
    .action(async (action: string, options: { hints?: true }) => {
      const { plugin } = await import('./plugin/plugin.ts');
      finish(plugin(action, options, terminal));
    });
}

function addOptions(command: Command, specs: readonly OptionSpec[]): Command {
  for (const spec of specs) command.addOption(commanderOption(spec));
  return command;
}

/** Commander gets no default values, so that the environment can override them. */
function commanderOption(spec: OptionSpec): Option {
  const defaultText = spec.default === undefined ? '' : ` (default: ${spec.default})`;
  const value = spec.value === undefined ? '' : ` <${spec.value}>`;
  const option = new Option(`--${spec.flag}${value}`, `${spec.help}${defaultText}`);
  if (!spec.repeatable) return option;
  return option.argParser<readonly string[]>((text, before) => [...(before ?? []), text]);
}

function observeSettings(program: Command, terminal: Terminal) {
  const { environment } = terminal;
  const settings = parseObserveSettings(gatherOptions(observeOptions, written(program), environment));
  const askerPath = environment['PATH'];
  return askerPath === undefined ? settings : { ...settings, askerPath };
}

/** The options on the command line, as text; a switch is `true`. */
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

/** Unknown words reach the default command, which takes none. */
function refuseWords(words: readonly string[]): void {
  const [word] = words;
  if (word === undefined) return;
  const command = commandNames.find((name) => name === word);
  throw new UsageError(
    command === undefined
      ? `Unknown command ${JSON.stringify(word)}: write one of ${commandNames.join(', ')}`
      : `Cannot use the command "${command}" here: write "shimdex ${command}", then the options`,
  );
}
