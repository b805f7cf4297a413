import { defined } from '../../../model/defined.ts';
import type { RefusedWord } from '../../../model/host/docker-facts.ts';
import { parseInteger } from '../../go/integer.ts';
import { addressFault } from '../../go/netip.ts';
import { goQuote } from '../../go/quote.ts';
import { cut, type FlagWord, flagWords } from './flag-words.ts';
import type { DaemonOption } from './known-options.ts';
import { addressFlagFault, dnsFlagFault } from './values/addresses.ts';
import { hostFault } from './values/hosts.ts';
import { limitFault } from './values/limits.ts';
import { domainFault, labelFault } from './values/list-values.ts';
import { hidePasswordIn, withoutPassword } from './values/passwords.ts';
import { networkOptionFault, poolFault } from './values/pools.ts';
import { indexNameFault, mirrorFault } from './values/registries.ts';
import { resourceFault } from './values/resources.ts';
import { type SizeLibrary, sizeFault } from './values/size.ts';

/** Options given on dockerd's command line, by flag name; every value of one given more than once. */
export interface DockerFlags {
  readonly given: ReadonlyMap<string, { readonly option: DaemonOption; readonly values: readonly string[] }>;
  /** `--add-runtime`: name (in lower case) to path. */
  readonly runtimes: ReadonlyMap<string, string>;
  readonly defaultRuntime?: string;
  /** dockerd's complaint, and the word it is about, where that is not a flag that dockerd knows. */
  readonly error?: string;
  readonly refused?: RefusedWord;
}

/** What decides about a command line. */
interface FlagRules {
  /** Major version of dockerd. */
  readonly major: number;
  readonly sizes: SizeLibrary;
  /** The ones whose flags are known. */
  readonly options: readonly DaemonOption[];
  /** Words that are not known are errors. */
  readonly isStrict: boolean;
}

/** What the parser has read so far. */
interface Read {
  readonly given: Map<string, { option: DaemonOption; values: string[] }>;
  readonly runtimes: Map<string, string>;
  readonly rules: FlagRules;
}

/** dockerd's complaint about a command line. */
type Complaint = Pick<DockerFlags, 'error' | 'refused'>;

/**
 * Parses the arguments of a dockerd of this major version as pflag does.
 *
 * Flags that are not known here, and words that are not flags, are errors only of a command line that `isStrict`: a dockerd
 * that runs knows its own, and the flags of other builds and of newer releases are not known.
 * Source: github.com/spf13/pflag `flag.go`; moby `opts/runtime.go`.
 */
export function parseDockerFlags(args: readonly string[], rules: FlagRules): DockerFlags {
  const { major, options, isStrict } = rules;
  const read: Read = { given: new Map(), runtimes: new Map(), rules };
  const { given, runtimes } = read;
  let stray: Complaint | undefined;
  let last: FlagWord | undefined;
  for (const word of flagWords(args, options)) {
    // Words that are not flags are an error only after all flags.
    if (word.kind === 'argument') stray ??= refuseArgument(args, word.position, last, major);
    const complaint = take(word, read, isStrict);
    if (complaint !== undefined) return { given, runtimes, ...complaint };
    last = word;
  }
  const defaultRuntime = given.get('default-runtime')?.values.at(-1);
  return defined({ given, runtimes, defaultRuntime, ...((isStrict ? stray : undefined) ?? bothRoots(read)) });
}

function take(word: FlagWord, read: Read, isStrict: boolean): Complaint | undefined {
  switch (word.kind) {
    case 'argument':
      return undefined;
    case 'unknown':
      return isStrict ? { error: word.message, refused: { kind: 'flag', flag: word.flag } } : undefined;
    case 'fault':
      return { error: word.message };
    case 'value':
      return addValue(word, read);
  }
}

function addValue(
  { option, value }: Extract<FlagWord, { kind: 'value' }>,
  { given, runtimes, rules }: Read,
): Complaint | undefined {
  const fault = faultOf(option, value, runtimes, rules);
  if (fault !== undefined) {
    const shown = goQuote(withoutPassword(value));
    return { error: `invalid argument ${shown} for "${spellingOf(option)}" flag: ${hidePasswordIn(fault, value)}` };
  }
  const name = option.flag ?? option.key;
  const values = given.get(name)?.values;
  if (values === undefined) given.set(name, { option, values: [value] });
  else values.push(value);
  return undefined;
}

const onlyUsage = 'dockerd accepts no arguments: it prints "Usage: dockerd [OPTIONS]" and ends';

/** Since 28, dockerd prints only how it is used. A truth value behind a flag is a word of its own. */
function refuseArgument(
  args: readonly string[],
  position: number,
  last: FlagWord | undefined,
  major: number,
): Complaint {
  const error = major < 28 ? '"dockerd" accepts no argument(s).' : onlyUsage;
  const [flag = '', word = ''] = args.slice(position - 2, position);
  const isValue = last?.kind === 'value' && last.option.kind === 'bool' && /^--[^=]+$/.test(flag);
  const joined = isValue && boolFault(word) === undefined ? `${flag}=${word}` : undefined;
  return { error, refused: defined({ kind: 'argument' as const, position, joined }) };
}

/** Until 20.10, the data root has two flags. Source: moby `cmd/dockerd/daemon.go`, `loadDaemonCliConfig`. */
function bothRoots({ given }: Read): Complaint | undefined {
  if (!given.has('graph') || !given.has('data-root')) return undefined;
  return { error: 'cannot specify both "--graph" and "--data-root" option' };
}

function spellingOf({ flag, shorthand }: DaemonOption): string {
  // The short form of help is deprecated.
  return shorthand === undefined || flag === 'help' ? `--${flag}` : `-${shorthand}, --${flag}`;
}

function faultOf(
  option: DaemonOption,
  value: string,
  runtimes: Map<string, string>,
  { major, sizes }: FlagRules,
): string | undefined {
  if (option.kind === 'runtimes') return addRuntime(value, runtimes);
  if (option.kind === 'int' || option.kind === 'int64') {
    const parsed = parseInteger(value);
    return parsed.ok ? undefined : parsed.error;
  }
  if (option.kind === 'address') return addressFlagFault(value, major);
  if (option.kind === 'addresses') return addressFault(value);
  if (option.kind === 'size') return sizeFault(value, sizes);
  const check = checks[option.flag ?? ''];
  if (check !== undefined) return check(value, major);
  return option.kind === 'bool' ? boolFault(value) : undefined;
}

function boolFault(value: string): string | undefined {
  const parses = /^(?:1|0|[tTfF]|true|TRUE|True|false|FALSE|False)$/.test(value);
  return parses ? undefined : `strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`;
}

/** What a flag says of its value as it is parsed. */
const checks: Readonly<Record<string, (value: string, major: number) => string | undefined>> = {
  label: labelFault,
  'dns-search': domainFault,
  host: hostFault,
  'registry-mirror': mirrorFault,
  'insecure-registry': indexNameFault,
  dns: dnsFlagFault,
  'default-ulimit': limitFault,
  'default-address-pool': poolFault,
  'default-network-opt': networkOptionFault,
  'node-generic-resource': resourceFault,
  feature: (value) => boolFault(value.includes('=') ? value.slice(value.indexOf('=') + 1) : 'true'),
};

/** moby `opts/runtime.go`: the flag trims and lower-cases the name, which the file does not. */
function addRuntime(argument: string, runtimes: Map<string, string>): string | undefined {
  const [left, right] = cut(argument);
  const name = left.trim().toLowerCase();
  const path = right?.trim() ?? '';
  if (name === '' || path === '') return `invalid runtime argument: ${argument}`;
  if (name === 'runc') return "runtime name 'runc' is reserved";
  if (runtimes.has(name)) return `runtime '${name}' was already defined`;
  runtimes.set(name, path);
  return undefined;
}
