import { goQuote } from '../../go/quote.ts';

/** The options of containerd that its configuration depends on. */
export interface ConfigOptions {
  /** The value of `--config`; undefined when the option is not given. */
  readonly config?: string;
  readonly root?: string;
  readonly state?: string;
  readonly address?: string;
  readonly 'log-level'?: string;
}

export type CommandLine =
  | { readonly ok: true; readonly options: ConfigOptions }
  | { readonly ok: false; readonly error: string };

/** How a command line is read. */
export interface CommandLineRules {
  /** containerd 2.x, with urfave/cli 2. */
  readonly splitCri: boolean;
  /** A containerd that runs with these arguments knows them all. */
  readonly runs?: true | undefined;
}

interface Flag {
  /** The long name first. */
  readonly names: readonly string[];
  readonly isSwitch?: true;
}

/** In the order in which containerd has them; the two switches are added by its library. */
const flags: readonly Flag[] = [
  { names: ['config', 'c'] },
  { names: ['log-level', 'l'] },
  { names: ['address', 'a'] },
  { names: ['root'] },
  { names: ['state'] },
  { names: ['help', 'h'], isSwitch: true },
  { names: ['version', 'v'], isSwitch: true },
];

/**
 * Reads the arguments of a containerd process, without its name. One or two dashes are the same, and what follows the first
 * word without a dash is not looked at.
 *
 * Sources: containerd `cmd/containerd/command/main.go`, `App` and `applyFlags`; Go `flag/flag.go`, `parseOne`; what 1.6.20,
 * 1.7.24 and 2.1.9 do.
 */
export function readCommandLine(parameters: readonly string[], { splitCri, runs }: CommandLineRules): CommandLine {
  const spelled = new Map<string, string>();
  const wrong = readFlags(parameters, spelled, runs);
  const twice = twoForms(spelled);
  // The library of 1.x compares the forms of a flag although it could not read all of them.
  const error = splitCri ? (wrong ?? twice) : (twice ?? wrong);
  return error === undefined ? { ok: true, options: optionsIn(spelled) } : { ok: false, error };
}

/** Reads the flags into `spelled`, by the name that they are given with; returns the error of the first that is wrong. */
function readFlags(
  parameters: readonly string[],
  spelled: Map<string, string>,
  runs: CommandLineRules['runs'],
): string | undefined {
  let at = 0;
  while (isFlag(parameters[at])) {
    const read = readOne(parameters[at] ?? '', parameters[at + 1]);
    if (read.ok) spelled.set(read.name, read.value);
    else if (runs !== true) return read.error;
    at += read.ok && read.takesNext ? 2 : 1;
  }
  return undefined;
}

/** The flags end at a word without a dash, at a dash alone, and at `--`. */
function isFlag(word: string | undefined): boolean {
  return word?.startsWith('-') === true && word !== '-' && word !== '--';
}

type ReadFlag =
  | { readonly ok: true; readonly name: string; readonly value: string; readonly takesNext: boolean }
  | { readonly ok: false; readonly error: string };

function readOne(word: string, next: string | undefined): ReadFlag {
  const [, name = '', equals, value = ''] = /^--?([^-=][^=]*)(=([\s\S]*))?$/.exec(word) ?? [];
  if (name === '') return { ok: false, error: `bad flag syntax: ${word}` };
  const flag = flags.find(({ names }) => names.includes(name));
  if (flag === undefined) return { ok: false, error: `flag provided but not defined: -${name}` };
  if (flag.isSwitch) return readSwitch(name, equals === undefined ? 'true' : value);
  if (equals !== undefined) return { ok: true, name, value, takesNext: false };
  if (next === undefined) return { ok: false, error: `flag needs an argument: -${name}` };
  return { ok: true, name, value: next, takesNext: true };
}

/** The words of Go's `strconv.ParseBool`. */
function readSwitch(name: string, value: string): ReadFlag {
  if (/^(?:[1tTfF0]|true|TRUE|True|false|FALSE|False)$/.test(value)) {
    return { ok: true, name, value, takesNext: false };
  }
  return { ok: false, error: `invalid boolean value ${goQuote(value)} for -${name}: parse error` };
}

function twoForms(spelled: ReadonlyMap<string, string>): string | undefined {
  const twice = flags.find(({ names }) => names.length > 1 && names.every((name) => spelled.has(name)));
  return twice && `Cannot use two forms of the same flag: ${[...twice.names].reverse().join(' ')}`;
}

/** An empty text counts as not given, except for the file: containerd then opens "". */
function optionsIn(spelled: ReadonlyMap<string, string>): ConfigOptions {
  const given = flags.flatMap(({ names, isSwitch }) => {
    const [name = ''] = names;
    const value = names.map((each) => spelled.get(each)).find((each) => each !== undefined);
    const isGiven = isSwitch === undefined && value !== undefined && (value !== '' || name === 'config');
    return isGiven ? [[name, value]] : [];
  });
  return Object.fromEntries(given);
}
