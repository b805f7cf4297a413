import { posix } from 'node:path';
import { programWords } from '../processes/program-words.ts';

/** File names of containerd: upstream's, Docker's up to 18.06, RHEL 7's and balenaEngine's. */
const names: ReadonlySet<string> = new Set([
  'containerd',
  'docker-containerd',
  'docker-containerd-current',
  'docker-containerd-latest',
  'balena-containerd',
  'balena-engine-containerd',
]);

/** Flags of containerd that take the next word as their value: containerd `cmd/containerd/command/main.go`. */
const valued: ReadonlySet<string> = new Set(['config', 'c', 'log-level', 'l', 'address', 'a', 'root', 'state']);

/** Flags and commands that make containerd answer and end. */
const oneShotFlags: ReadonlySet<string> = new Set(['version', 'v', 'help', 'h']);
const oneShotCommands: ReadonlySet<string> = new Set(['config', 'publish', 'oci-hook', 'help', 'h']);

/** Whether a file has a name of containerd. */
export function isContainerdName(path: string): boolean {
  return names.has(posix.basename(path));
}

/** The command line of a containerd, from its own name on; undefined when the process is another program or does not stay. */
export function containerdArguments(argv: readonly string[]): readonly string[] | undefined {
  const words = programWords(argv);
  const [program] = words;
  return program !== undefined && isContainerdName(program) && stays(words) ? words : undefined;
}

function stays(words: readonly string[]): boolean {
  for (let at = 1; at < words.length; at += 1) {
    const [, name, value] = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(words[at] ?? '') ?? [];
    if (name === undefined) return !oneShotCommands.has(words[at] ?? '');
    if (oneShotFlags.has(name)) return false;
    if (value === undefined && valued.has(name)) at += 1;
  }
  return true;
}
