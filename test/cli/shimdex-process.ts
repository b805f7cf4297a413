import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Outcome } from './run-shimdex.ts';

/**
 * A process that runs commands of shimdex, by the function that the program itself calls. A test that asks hundreds of
 * questions in the namespaces of a machine need not start Node and compile shimdex for each of them.
 */
export class ShimdexProcess {
  readonly #child: ChildProcess;
  #last: Promise<unknown> = Promise.resolve();

  /** Builds the program and starts it; `through` is a command that runs another one. */
  static async start(through: readonly string[]): Promise<ShimdexProcess> {
    program ??= bundle();
    const [command = process.execPath, ...args] = [...through, process.execPath, '-'];
    const child = spawn(command, args, { env: {}, stdio: ['pipe', 'inherit', 'inherit', 'ipc'] });
    child.stdin?.on('error', () => undefined).end(await program);
    return new ShimdexProcess(child);
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

/** The text of the program, which has no files of its own; it is built once. */
let program: Promise<string> | undefined;

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'shimdex-driver.ts')],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('');
}
