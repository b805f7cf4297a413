import { compareCodePoints } from '../../code-points.ts';
import type { GoJson, GoMember } from '../../go/json.ts';
import { goFormat } from '../../go/value.ts';
import type { DockerFlags } from './flags.ts';
import type { DaemonOption } from './known-options.ts';
import { shownFlag } from './shown-flag.ts';
import { withoutPassword, withoutSecret } from './values/passwords.ts';

/** dockerd's complaint about a document that is good JSON, and the line of the first member it is about. */
export interface ConfigFault {
  readonly message: string;
  readonly line: number;
  /** dockerd does not report it: it panics with this message. */
  readonly crashes?: true;
}

/** Known since 24. */
const networkOptions = 'default-network-opts';

/** Objects that are values of an option; any other object is searched for options one level down. */
export const flatOptions: ReadonlySet<string> = new Set([
  'cluster-store-opts',
  networkOptions,
  'log-opts',
  'runtimes',
  'default-ulimits',
  'features',
  'builder',
]);

/**
 * Finds members that are not options, and options that a flag sets too.
 *
 * Names are compared as they are written here, although the decoder that follows folds case.
 * Source: moby `daemon/config/config.go`, `configValuesSet`, `findConfigurationConflicts`.
 */
export function findConflicts(
  document: GoJson,
  flags: DockerFlags,
  options: readonly DaemonOption[],
  major: number,
): ConfigFault | undefined {
  const members = flatten(document, major);
  return findUnknown(members, options) ?? findDoublyGiven(members, flags, major);
}

/** The directives of a document by the names they count under when dockerd asks whether one was set. */
export function flatten(document: GoJson, major = Number.POSITIVE_INFINITY): Map<string, GoMember> {
  const flat = new Map<string, GoMember>();
  for (const member of lastOfEach(document).values()) {
    const isFlat = flatOptions.has(member.name) && (major >= 24 || member.name !== networkOptions);
    const nested = member.value.kind === 'object' && !isFlat;
    for (const found of nested ? lastOfEach(member.value).values() : [member]) flat.set(found.name, found);
  }
  return flat;
}

function lastOfEach(value: GoJson): Map<string, GoMember> {
  return new Map((value.kind === 'object' ? value.members : []).map((member) => [member.name, member]));
}

function findUnknown(
  members: ReadonlyMap<string, GoMember>,
  options: readonly DaemonOption[],
): ConfigFault | undefined {
  const known = new Set(options.flatMap(({ flag, key }) => (flag === undefined ? [key] : [flag, key])));
  const unknown = [...members.values()].filter(({ name }) => !known.has(name));
  const [first] = unknown;
  if (first === undefined) return undefined;
  const names = unknown.map(({ name }) => name).join(', ');
  return { message: `the following directives don't match any configuration option: ${names}`, line: first.line };
}

function findDoublyGiven(
  members: ReadonlyMap<string, GoMember>,
  flags: DockerFlags,
  major: number,
): ConfigFault | undefined {
  const panic = findPanic(members, flags);
  if (panic !== undefined) return panic;
  const conflicts = conflictsOf(members, flags, major);
  const renamed = findRenamed(members);
  const [first] = conflicts;
  if (first === undefined) return renamed;
  const message = `the following directives are specified both as a flag and in the configuration file: ${conflicts.map(({ text }) => text).join(', ')}`;
  return renamed === undefined
    ? { message, line: first.line }
    : { message: `${renamed.message}\n${message}`, line: renamed.line };
}

/** To hide the password of a proxy, dockerd takes what the file says for a text. */
function findPanic(members: ReadonlyMap<string, GoMember>, { given }: DockerFlags): ConfigFault | undefined {
  const both = ['http-proxy', 'https-proxy'].flatMap((name) => (given.has(name) ? (members.get(name) ?? []) : []));
  const wrong = both.find(({ value }) => value.kind !== 'string');
  if (wrong === undefined) return undefined;
  const message = `panic: interface conversion: interface {} is ${goTypes[wrong.value.kind]}, not string`;
  return { message, line: wrong.line, crashes: true };
}

const goTypes: Readonly<Record<GoJson['kind'], string>> = {
  null: 'nil',
  bool: 'bool',
  number: 'float64',
  string: 'string',
  array: '[]interface {}',
  object: 'map[string]interface {}',
};

function conflictsOf(
  members: ReadonlyMap<string, GoMember>,
  flags: DockerFlags,
  major: number,
): readonly { readonly text: string; readonly line: number }[] {
  return namesOfGiven(flags, major).flatMap(({ flag, key }) => {
    const given = flags.given.get(flag);
    const member = members.get(key);
    if (given === undefined || member === undefined) return [];
    const fromFlag = withoutAnySecret(key, shownFlag(given.option, given.values, major));
    const fromFile = withoutAnySecret(key, goFormat(member.value));
    return [{ text: `${key}: (from flag: ${fromFlag}, from file: ${fromFile})`, line: member.line }];
  });
}

/** The names that the options of flags have in the file. An option that was renamed has two, since 28. */
function namesOfGiven(
  { given }: DockerFlags,
  major: number,
): readonly { readonly flag: string; readonly key: string }[] {
  const names = [...given.entries()].sort(([one], [other]) => compareCodePoints(one, other));
  const own = names.flatMap(([flag, { option }]) => (option.kind === 'runtimes' ? [] : [{ flag, key: option.key }]));
  return major >= 28 && given.has(renamedOption) ? [...own, { flag: renamedOption, key: renamedOption }] : own;
}

const renamedOption = 'host-gateway-ip';

/** Since 28, one option has an old and a new name. Before, the new one is not known. */
function findRenamed(members: ReadonlyMap<string, GoMember>): ConfigFault | undefined {
  const member = members.get(renamedOption);
  if (member === undefined || !members.has(`${renamedOption}s`)) return undefined;
  const message = `${renamedOption} and ${renamedOption}s must not both be specified in the config file`;
  return { message, line: member.line };
}

/** dockerd itself hides the passwords of proxies only. */
function withoutAnySecret(key: string, value: string): string {
  switch (key) {
    case 'http-proxy':
    case 'https-proxy':
      return value.replace(/^([^/?#]*:\/\/)[^/?#]*@/, '$1xxxxx:xxxxx@');
    case 'registry-mirrors':
    case 'insecure-registries':
      return eachWord(value, withoutPassword);
    case 'log-opts':
      return eachWord(value, withoutSecret);
    default:
      return value;
  }
}

/** Changes the words of a list `[a b]` or a map `map[a:1 b:2]`. */
function eachWord(value: string, change: (word: string) => string): string {
  const [, open = '', words = value, close = ''] = /^((?:map)?\[)(.*)(\])$/s.exec(value) ?? [];
  return open + words.split(' ').map(change).join(' ') + close;
}
