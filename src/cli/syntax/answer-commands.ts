import { type Command, Option } from 'commander';
import { clients, severities } from '../../model/words.ts';
import { type FormatOptions, formats } from '../output/output-format.ts';
import type { WatchOptions } from '../output/print-view.ts';
import type { Terminal } from '../terminal.ts';
import { observeSettings } from './options.ts';

/** Receives the exit status of a command. */
export type Finish = (status: number) => void;

/** Adds the commands that look at the host and print an answer. */
export function addAnswerCommands(program: Command, terminal: Terminal, finish: Finish): void {
  addList(program, terminal, finish);
  addResolve(program, terminal, finish);
  addCheck(program, terminal, finish);
  addPs(program, terminal, finish);
  addPlan(program, terminal, finish);
  addHandlers(program, terminal, finish);
  addTargets(program, terminal, finish);
}

function addList(program: Command, terminal: Terminal, finish: Finish): void {
  const command = program
    .command('list')
    .description('list the runtime names a client may use, and whether each would start')
    .option('--all', 'also list the unused shims with the reason, the OCI runtimes and the daemons');
  addFormats(addWatch(command), 'versions, handlers, containers and packages', 'the body of GET /v1/runtimes').action(
    async (options: WatchOptions & { all?: true }) => {
      const { list } = await import('../commands/list.ts');
      finish(await list(observeSettings(program, terminal), options, terminal));
    },
  );
}

function addResolve(program: Command, terminal: Terminal, finish: Finish): void {
  const command = program
    .command('resolve')
    .description('explain what each name resolves to: the rule, the places searched, the file, the error')
    .argument('<name...>', 'runtime names as a client passes them, or a command or an error message with a name in it')
    .option(
      `--client <${clients.join('|')}|all>`,
      'the client that uses the name: docker, containerd (ctr), nerdctl (searches your PATH first), cri (the name is a handler), or all four',
      'docker',
    );
  addFormats(
    command,
    'the findings about the name',
    'the body of GET /v1/resolve; an array of bodies for several names or clients',
  ).action(async (words: readonly string[], options: FormatOptions & { client: string }) => {
    const { resolve } = await import('../commands/resolve.ts');
    const isGiven = command.getOptionValueSource('client') !== 'default';
    const asked = { ...options, client: isGiven ? options.client : undefined };
    finish(await resolve(observeSettings(program, terminal), words, asked, terminal));
  });
}

function addCheck(program: Command, terminal: Terminal, finish: Finish): void {
  const command = program
    .command('check')
    .description("report problems with this host's runtimes; exit status 1 if one is severe enough")
    .option(`--fail-on <${severities.join('|')}>`, 'lowest severity that makes the exit status 1', 'high')
    .addOption(
      new Option(
        '--explain <CODE>',
        'print what a finding means and how to fix it, without looking at the host',
      ).conflicts(['failOn', 'watch', 'output', 'json', 'headers']),
    );
  addFormats(addWatch(command), undefined, 'the body of GET /v1/findings').action(
    async (options: WatchOptions & { failOn: string; explain?: string }) => {
      if (options.explain !== undefined) {
        const { explainFinding } = await import('../commands/explain-finding.ts');
        return finish(explainFinding(options.explain, terminal));
      }
      const { check } = await import('../commands/check.ts');
      finish(await check(observeSettings(program, terminal), options, terminal));
    },
  );
}

function addPs(program: Command, terminal: Terminal, finish: Finish): void {
  const command = program
    .command('ps')
    .description('list the shim processes that run, the file of each, and its containers');
  addFormats(
    addWatch(command),
    'the protocol, the OCI runtime and every container',
    'the body of GET /v1/processes',
  ).action(async (options: WatchOptions) => {
    const { ps } = await import('../commands/ps.ts');
    finish(await ps(observeSettings(program, terminal), options, terminal));
  });
}

function addPlan(program: Command, terminal: Terminal, finish: Finish): void {
  const command = program
    .command('plan')
    .description('forecast what a restart or an upgrade of containerd would do to the containers that run')
    .argument('<restart|upgrade>', 'restart: start the file that is on disk now; upgrade: change to another release')
    .option('--to <version>', 'release after the upgrade (default: the one of the file on disk)');
  addFormats(command, 'the reason in one word and whole ids', 'the body of GET /v1/plan').action(
    async (action: string, options: FormatOptions & { to?: string }) => {
      const { plan } = await import('../commands/plan.ts');
      finish(await plan(observeSettings(program, terminal), action, options, terminal));
    },
  );
}

function addHandlers(program: Command, terminal: Terminal, finish: Finish): void {
  const command = program
    .command('handlers')
    .description(
      "list the CRI runtime handlers of containerd's configuration, and whether a pod would start with each",
    );
  addFormats(
    addWatch(command),
    'snapshotters and the lines of the configuration',
    'the body of GET /v1/handlers',
  ).action(async (options: WatchOptions) => {
    const { handlers } = await import('../commands/handlers.ts');
    finish(await handlers(observeSettings(program, terminal), options, terminal));
  });
}

function addTargets(program: Command, terminal: Terminal, finish: Finish): void {
  const command = program
    .command('targets')
    .description('list every containerd and dockerd found here, and the options to look at each');
  addFormats(command, 'the sockets', undefined).action(async (options: FormatOptions) => {
    const { targets } = await import('../commands/targets.ts');
    finish(await targets(observeSettings(program, terminal), options, terminal));
  });
}

function addWatch(command: Command): Command {
  return command.option(
    '-w, --watch',
    'keep running and print each change: a terminal is redrawn, a pipe gets a line of JSON for each change',
  );
}

/**
 * Adds the options that say how an answer is printed. `--json` sets the value of `-o` as if it were its default, so that an
 * error about options names `--json`.
 */
function addFormats(command: Command, wideAdds: string | undefined, body: string | undefined): Command {
  const wide = wideAdds === undefined ? 'one line for each' : `adds ${wideAdds}`;
  const json = body === undefined ? '' : `: ${body}`;
  return command
    .addOption(
      new Option(
        `-o, --output <${formats.join('|')}>`,
        `how to print it; wide: ${wide}; name: one name on each line; jsonl: one object on each line`,
      ).default('table'),
    )
    .option('--json', `the same as -o json${json}`)
    .on('option:json', () => command.setOptionValueWithSource('output', 'json', 'default'))
    .option('--no-headers', 'leave out the titles of the columns');
}
