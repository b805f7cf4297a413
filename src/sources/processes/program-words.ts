import { posix } from 'node:path';

const loader = /^ld-(?:linux|musl)[\w.-]*\.so(?:\.\d+)*$/;

/** Options of glibc's and musl's loader that take the next word as their value. */
const loaderValues: ReadonlySet<string> = new Set(['--library-path', '--preload', '--argv0', '--audit']);

/** The words of a command line from the program on: a program can be an argument of the dynamic loader (ld.so(8)). */
export function programWords(argv: readonly string[]): readonly string[] {
  if (!loader.test(posix.basename(argv[0] ?? ''))) return argv;
  let at = 1;
  for (let word = argv[at]; word?.startsWith('--'); word = argv[at]) {
    at += loaderValues.has(word) ? 2 : 1;
  }
  return argv.slice(at);
}

/** The file name of the program on a command line; empty for kernel threads. */
export function programName(argv: readonly string[]): string {
  return posix.basename(programWords(argv)[0] ?? '');
}
