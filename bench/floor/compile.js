import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Compiles `<name>.c` of this directory into `directory` and returns the program's path. */
export function compileFloor(name, directory) {
  const program = join(directory, name);
  execFileSync('gcc', ['-O2', '-Wall', '-o', program, join(import.meta.dirname, `${name}.c`)], { stdio: 'inherit' });
  return program;
}
