import { run } from '../../src/cli/run.ts';
import type { Outcome } from './run-shimdex.ts';

/**
 * Runs a command in this process, by the function that the program itself calls with its arguments. A test that asks
 * hundreds of questions need not start Node for each of them; what only a process has is tested with `runShimdex`.
 */
export async function runHere(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = { PATH: process.env['PATH'] },
): Promise<Outcome> {
  const texts = { stdout: '', stderr: '' };
  const status = await run(args, {
    out: (text) => {
      texts.stdout += text;
    },
    err: (text) => {
      texts.stderr += text;
    },
    interactive: false,
    colour: false,
    interactiveErrors: false,
    environment,
  });
  return { status, ...texts };
}
