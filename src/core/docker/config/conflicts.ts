import { compareCodePoints } from '../../code-points.ts';
import { parseInteger } from '../../go/integer.ts';
import type { GoJson, GoMember } from '../../go/json.ts';
import { goFormat } from '../../go/value.ts';
import type { DockerFlags } from './flags.ts';
import type { DaemonOption } from './known-options.ts';
import { withoutPassword, withoutSecret } from './values/passwords.ts';

/** dockerd's complaint about a document that is good JSON, and the line of the first member it is about. */
export interface ConfigFault {
  readonly message: string;
  readonly line: number;
}

/** Objects that are values of an option; any other object is searched for options one level down. */
export const flatOptions: ReadonlySet<string> = new Set([
  'cluster-store-opts',
  'default-network-opts',
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
): ConfigFault | undefined {
  const members = flatten(document);
  return findUnknown(members, options) ?? findDoublyGiven(members, flags);
}

/** The directives of a document by the names they count under when dockerd asks whether one was set. */
export function flatten(document: GoJson): Map<string, GoMember> {
  const flat = new Map<string, GoMember>();
  for (const member of lastOfEach(document).values()) {
    const nested = member.value.kind === 'object' && !flatOptions.has(member.name);
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

function findDoublyGiven(members: ReadonlyMap<string, GoMember>, flags: DockerFlags): ConfigFault | undefined {
  const conflicts: { text: string; line: number }[] = [];
  for (const flag of [...flags.given.keys()].sort()) {
    const given = flags.given.get(flag);
    if (given === undefined || given.option.kind === 'runtimes') continue;
    const { key } = given.option;
    const member = members.get(key);
    if (member === undefined) continue;
    const fromFlag = withoutAnySecret(key, shownFlag(given.option, given.values));
    const fromFile = withoutAnySecret(key, goFormat(member.value));
    conflicts.push({ text: `${key}: (from flag: ${fromFlag}, from file: ${fromFile})`, line: member.line });
  }
  const [first] = conflicts;
  if (first === undefined) return undefined;
  return {
    message: `the following directives are specified both as a flag and in the configuration file: ${conflicts.map(({ text }) => text).join(', ')}`,
    line: first.line,
  };
}

/** How the flag's Go value prints itself. */
function shownFlag(option: DaemonOption, values: readonly string[]): string {
  const last = values.at(-1) ?? '';
  switch (option.kind) {
    case 'bool':
      return String(/^(?:1|t)/i.test(last));
    case 'strings':
      return shownMap(values);
    case 'bools':
      return shownMap(values.map(shownFeature));
    case 'list':
      return `[${values.join(' ')}]`;
    case 'int':
    case 'int64': {
      const parsed = parseInteger(last);
      return parsed.ok ? String(parsed.value) : last;
    }
    case 'runtimes':
    case 'string':
    case 'address':
    case 'size':
    case 'other':
      return option.named ? `[${values.join(' ')}]` : last;
  }
}

/** `NAME`, or `NAME=` with one of Go's words for a truth value. */
function shownFeature(text: string): string {
  const [name = '', value = 'true'] = text.split('=', 2);
  return `${name}=${/^(?:1|t)/i.test(value)}`;
}

/** Values `KEY=VALUE` as Go prints the map that they make: sorted, and the last one of a key. */
function shownMap(values: readonly string[]): string {
  const pairs = new Map(
    values.map((value) => {
      const [key = '', ...rest] = value.split('=');
      return [key, rest.join('=')] as const;
    }),
  );
  const sorted = [...pairs].sort(([one], [other]) => compareCodePoints(one, other));
  return `map[${sorted.map(([key, value]) => `${key}:${value}`).join(' ')}]`;
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
