import { run } from './cli/run.ts';
import { terminal } from './cli/terminal.ts';

void run(process.argv.slice(2), terminal()).then((status) => {
  process.exitCode = status;
});
