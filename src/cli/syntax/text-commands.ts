import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import type { Finish } from './answer-commands.ts';
import { observeSettings } from './options.ts';

/** Adds the commands that print a text for another program, and the one that installs the plugin of another. */
export function addTextCommands(program: Command, terminal: Terminal, finish: Finish): void {
  addExport(program, terminal, finish);
  addSchema(program, terminal, finish);
  addCompletion(program, terminal, finish);
  addPlugin(program, terminal, finish);
}

function addExport(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('export')
    .description('print the inventory for another program')
    .argument(
      '<docker-info|prometheus|nfd|runtimeclass>',
      'docker-info is an answer to GET /info of the Docker API, without the fields of a running Engine',
    )
    .action(async (format: string) => {
      const { exportInventory } = await import('../commands/export.ts');
      finish(await exportInventory(observeSettings(program, terminal), format, terminal));
    });
}

function addSchema(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('schema')
    .description('print the JSON Schema of what a command prints with -o json')
    .argument('<list|resolve|check|ps|plan|handlers|targets>', 'the command')
    .action(async (name: string) => {
      const { schema } = await import('../commands/schema.ts');
      finish(schema(name, terminal));
    });
}

function addCompletion(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('completion')
    .description('print a script for a shell that completes commands, options and the runtime names of this host')
    .argument('<bash|zsh|fish>', 'the shell')
    .action(async (shell: string) => {
      const { completion } = await import('../commands/completion.ts');
      finish(completion(shell, program, terminal));
    });
}

function addPlugin(program: Command, terminal: Terminal, finish: Finish): void {
  program
    .command('plugin')
    .description('install or remove the plugin of the docker CLI for this user, which makes "docker shimdex" work')
    .argument('<install|uninstall>', 'link the plugin into ~/.docker/cli-plugins, or remove the link')
    .option('--hints', 'also print the lines for config.json that let docker print advice below a failed command')
    .action(async (action: string, options: { hints?: true }) => {
      const { plugin } = await import('../plugin/plugin.ts');
      finish(plugin(action, options, terminal));
    });
}
