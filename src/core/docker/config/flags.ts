import { defined } from '../../../model/defined.ts';
import { parseInteger } from '../../go/integer.ts';
import { parsesIp } from '../../go/ip.ts';
import { goQuote } from '../../go/quote.ts';
import { type DaemonOption, optionsOf } from './known-options.ts';
import { hostFault } from './values/hosts.ts';
import { domainFault, labelFault } from './values/list-values.ts';
import { withoutPassword } from './values/passwords.ts';
import { indexNameFault, mirrorFault } from './values/registries.ts';
import { sizeFault } from './values/size.ts';

/** Options given on dockerd's command line, by flag name; every value of one given more than once. */
export interface DockerFlags {
  readonly given: ReadonlyMap<string, { readonly option: DaemonOption; readonly values: readonly string[] }>;
  /** `--add-runtime`: name (in lower case) to path. */
  readonly runtimes: ReadonlyMap<string, string>;
  readonly defaultRuntime?: string;
  /** pflag's complaint. */
  readonly error?: string;
}

/**
 * Parses the arguments of a dockerd of this major version as pflag does.
 *
 * A flag that is not known here is passed over: the daemon that runs with it knows it.
 * Source: github.com/spf13/pflag `flag.go`; moby `opts/runtime.go`.
 */
export function parseDockerFlags(args: readonly string[], major: number): DockerFlags {
  const given = new Map<string, { option: DaemonOption; values: string[] }>();
  const runtimes = new Map<string, string>();
  for (const { option, value } of flagValues(args, optionsOf(major))) {
    const name = option.flag ?? option.key;
    if (value === undefined) return { given, runtimes, error: `flag needs an argument: --${name}` };
    const fault = faultOf(option, value, runtimes, major);
    if (fault !== undefined) {
      return {
        given,
        runtimes,
        error: `invalid argument ${goQuote(withoutPassword(value))} for "${spellingOf(option)}" flag: ${fault}`,
      };
    }
    const values = given.get(name)?.values ?? [];
    given.set(name, { option, values: [...values, value] });
  }
  const defaultRuntime = given.get('default-runtime')?.values.at(-1);
  return defined({ given, runtimes, defaultRuntime });
}

interface FlagValue {
  readonly option: DaemonOption;
  readonly value: string | undefined;
}

function* flagValues(args: readonly string[], options: readonly DaemonOption[]): Generator<FlagValue> {
  const rest = args.values();
  const nextArgument = () => {
    const next = rest.next();
    return next.done === true ? undefined : next.value;
  };
  for (let argument = nextArgument(); argument !== undefined && argument !== '--'; argument = nextArgument()) {
    if (argument.startsWith('--')) {
      const [name, attached] = cut(argument.slice(2));
      const option = options.find(({ flag }) => flag === name);
      if (option !== undefined) yield { option, value: attached ?? (isBool(option) ? 'true' : nextArgument()) };
    } else if (argument.length > 1 && argument.startsWith('-')) {
      yield* shorthandValues(argument.slice(1), options, nextArgument);
    }
  }
}

/** `-D`, `-lwarn`, `-l=warn`, `-l warn`, and several of the first kind in one. */
function* shorthandValues(
  letters: string,
  options: readonly DaemonOption[],
  nextArgument: () => string | undefined,
): Generator<FlagValue> {
  for (let at = 0; at < letters.length; at += 1) {
    const option = options.find(({ shorthand }) => shorthand === letters[at]);
    if (option === undefined) return;
    const attached = letters.slice(at + 1);
    if (attached.startsWith('=')) {
      yield { option, value: attached.slice(1) };
      return;
    }
    if (!isBool(option)) {
      yield { option, value: attached === '' ? nextArgument() : attached };
      return;
    }
    yield { option, value: 'true' };
  }
}

function cut(text: string): [string, string | undefined] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

function isBool(option: DaemonOption): boolean {
  return option.kind === 'bool';
}

function spellingOf({ flag, shorthand }: DaemonOption): string {
  return shorthand === undefined ? `--${flag}` : `-${shorthand}, --${flag}`;
}

function faultOf(
  option: DaemonOption,
  value: string,
  runtimes: Map<string, string>,
  major: number,
): string | undefined {
  if (option.kind === 'runtimes') return addRuntime(value, runtimes);
  if (option.kind === 'int' || option.kind === 'int64') {
    const parsed = parseInteger(value);
    return parsed.ok ? undefined : parsed.error;
  }
  if (option.kind === 'address') return parsesIp(value) ? undefined : `failed to parse IP: ${goQuote(value)}`;
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
  'default-shm-size': sizeFault,
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
