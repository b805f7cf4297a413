import { runHere } from './run-here.ts';

/** The program of `ShimdexProcess`: runs a command that it receives, and sends what came of it. */
process.on('message', async (args: readonly string[]) => {
  process.send?.(await runHere(args, {}));
});
