import type { Terminal } from '../terminal.ts';
import { readDockerWords } from './docker-words.ts';

/** Runs one command line of shimdex; its help shows `name`. */
export type RunCommand = (words: readonly string[], terminal: Terminal, name: string) => Promise<number>;

/**
 * Does what the docker CLI asks of its plugin: completion, advice below a failed command, or a command.
 *
 * Sources: docker/cli `cli-plugins/manager/manager.go`, `PluginRunCommand`; `cli-plugins/manager/plugin.go`, `RunHook`.
 */
export async function callPlugin(args: readonly string[], terminal: Terminal, run: RunCommand): Promise<number> {
  const { globals, words } = readDockerWords(args);
  const [first, second, request = ''] = words;
  if (first === '__complete' || first === '__completeNoDesc') {
    const { complete } = await import('./complete.ts');
    terminal.out(complete(words.slice(2), terminal, first === '__complete'));
    return 0;
  }
  if (first === 'shimdex' && second === 'docker-cli-plugin-hooks') {
    const { answerHook } = await import('./hook.ts');
    terminal.out(await answerHook(request, terminal.environment));
    return 0;
  }
  const { runCommand } = await import('./run-command.ts');
  return runCommand(globals, words, terminal, run);
}
