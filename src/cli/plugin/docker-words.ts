/** Options of docker itself that decide which Engine it talks to. */
export interface DockerGlobals {
  readonly config?: string;
  readonly context?: string;
  readonly host?: string;
  readonly isHelp: boolean;
}

/** The arguments of docker: its own options, and the words from its command on. */
export interface DockerWords {
  readonly globals: DockerGlobals;
  readonly words: readonly string[];
}

/**
 * Splits the arguments of docker as it does: its own options are before its command.
 *
 * Source: docker/cli `cli/flags/options.go`, `cli/cobra.go`.
 */
export function readDockerWords(args: readonly string[]): DockerWords {
  const values = new Map<string, string>();
  let at = 0;
  for (; args[at]?.startsWith('-'); at += 1) {
    const option = readOption(args[at] ?? '');
    if (option === undefined) continue;
    const value = option.value ?? args[at + 1] ?? '';
    if (option.value === undefined) at += 1;
    if (!values.has(option.name)) values.set(option.name, value);
  }
  const written = args.slice(0, at);
  const isHelp = written.includes('--help') || written.includes('-h');
  return { globals: { ...Object.fromEntries(values), isHelp }, words: args.slice(at) };
}

/** Long names of the options that have a value; the ones that do not decide anything are there to be skipped. */
const valued: ReadonlySet<string> = new Set([
  'config',
  'context',
  'host',
  'log-level',
  'tlscacert',
  'tlscert',
  'tlskey',
]);
const letters: ReadonlyMap<string, string> = new Map([
  ['c', 'context'],
  ['H', 'host'],
  ['l', 'log-level'],
]);

/** An option that has a value, with the value where it is in the same word; undefined for a switch. */
function readOption(word: string): { readonly name: string; readonly value?: string } | undefined {
  if (word.startsWith('--')) {
    const [, name = '', value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (!valued.has(name)) return undefined;
    return value === undefined ? { name } : { name, value };
  }
  // Letters may share a dash: `-Dc NAME`.
  const at = Array.from(word).findIndex((letter) => letters.has(letter));
  const name = letters.get(word[at] ?? '');
  if (name === undefined) return undefined;
  const rest = word.slice(at + 1).replace(/^=/, '');
  return rest === '' ? { name } : { name, value: rest };
}
