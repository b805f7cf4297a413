import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Outcome } from '../../cli/run-shimdex.ts';

/**
 * A process that runs commands of shimdex, by the function that the program itself calls. A test that asks hundreds of
 * questions in the namespaces of a machine need not start Node and compile shimdex for each of them.
 */
export class ShimdexProcess {
  readonly #child: ChildProcess;
  #last: Promise<unknown> = Promise.resolve();

  /** Builds the program below `directory` and starts it; `through` is a command that runs another one. */
  static async start(directory: string, through: readonly string[]): Promise<ShimdexProcess> {
    const outfile = join(directory, 'shimdex.cjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'shimdex-driver.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      define: { 'import.meta.dirname': '__dirname' },
      logLevel: 'error',
    });
    const [command = process.execPath, ...args] = [...through, process.execPath, outfile];
    return new ShimdexProcess(spawn(command, args, { env: {}, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  }

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Runs a command when the earlier ones have ended. */
  run(args: readonly string[]): Promise<Outcome> {
    const outcome = this.#last.then(() => this.#ask(args));
    this.#last = outcome.catch(() => undefined);
    return outcome;
  }

  /** Ends it; without a call it ends with this process. */
  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }

  #ask(args: readonly string[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error('The process of shimdex has ended'));
      this.#child.once('exit', fail);
      this.#child.once('message', (outcome: Outcome) => {
        this.#child.off('exit', fail);
        resolve(outcome);
      });
      this.#child.send([...args], (error) => {
        if (error !== null) reject(error);
      });
    });
  }
}
