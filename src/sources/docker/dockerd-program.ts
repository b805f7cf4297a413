import { posix } from 'node:path';
import { programWords } from '../processes/program-words.ts';

/**
 * File names of dockerd: upstream's, RHEL 7's (`docker-current`, `docker-latest`), snap's and balenaEngine's.
 *
 * Sources: RHEL 7 `docker.service`; balena-engine `build.sh`, one program with a link for each name.
 */
const names: ReadonlySet<string> = new Set([
  'dockerd',
  'dockerd-current',
  'dockerd-latest',
  'dockerd-ce',
  'dockerd-dev',
  'balenad',
  'balena-daemon',
  'balena-engine-daemon',
]);

/** Clients that are the daemon when their first argument is `daemon`: Docker 1.8 to 1.13. */
const clients: ReadonlySet<string> = new Set(['docker', 'docker-current', 'docker-latest', 'balena', 'balena-engine']);

/** Flags that make dockerd answer and end: moby `cmd/dockerd/docker.go`. */
const oneShot = /^(?:--(?:validate|version|help)(?:=(?:1|t|T|true|TRUE|True))?|-[vh])$/;

/** Whether a program is not upstream's, so that it may have flags of its own. */
export function isFork(path: string): boolean {
  const name = posix.basename(path);
  return names.has(name) && name !== 'dockerd';
}

/** Whether a file has a name of dockerd. */
export function isDockerdName(path: string): boolean {
  return names.has(posix.basename(path));
}

/**
 * The command line of a dockerd, from its own name on; undefined when the process is another program or does not stay.
 * The name can be another than upstream's, and either the command line or the executable may show it.
 */
export function dockerdArguments(
  argv: readonly string[],
  executable: string | undefined,
): readonly string[] | undefined {
  const words = programWords(argv);
  const [program, first] = words;
  if (program === undefined) return undefined;
  if (clients.has(posix.basename(program)) && first === 'daemon') return stays([program, ...words.slice(2)]);
  const isNamed = isDockerdName(program) || (executable !== undefined && isDockerdName(executable));
  return isNamed ? stays(words) : undefined;
}

function stays(words: readonly string[]): readonly string[] | undefined {
  return words.slice(1).some((word) => oneShot.test(word)) ? undefined : words;
}
