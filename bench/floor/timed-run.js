import { execFileSync } from 'node:child_process';
import { compileFloor } from './compile.js';

/** Returns a function that runs a command and gives its wall and CPU time in ms; an exit status over 1 throws. */
export function timedRunner(directory) {
  const program = compileFloor('timed-run', directory);
  return (command) => {
    const [wall, cpu, status] = execFileSync(program, command, { encoding: 'utf8' }).split(' ').map(Number);
    if (status > 1) throw new Error(`"${command[0]}" ended with status ${status}`);
    return { wallMs: wall / 1e6, cpuMs: cpu / 1e6 };
  };
}
