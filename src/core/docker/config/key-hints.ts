import type { KeyHint } from '../../../model/docker/key-hint.ts';
import { editDistance } from '../../edit-distance.ts';
import type { GoJson, GoMember } from '../../go/json.ts';
import { flatOptions } from './conflicts.ts';
import type { DaemonOption } from './known-options.ts';

/** The fields of an entry of `runtimes`. Source: moby `api/types/system/runtime.go`. */
const runtimeFields = ['path', 'runtimeArgs', 'runtimeType', 'options'] as const;

/** Other words that people write for a field of a runtime. */
const otherWords: ReadonlyMap<string, (typeof runtimeFields)[number]> = new Map([
  ['args', 'runtimeArgs'],
  ['arguments', 'runtimeArgs'],
  ['runtimearguments', 'runtimeArgs'],
  ['type', 'runtimeType'],
  ['runtime', 'runtimeType'],
  ['shim', 'runtimeType'],
  ['binary', 'path'],
  ['bin', 'path'],
  ['command', 'path'],
  ['runtimepath', 'path'],
  // Of the options of runc's shim, which dockerd fills with `path`.
  ['binaryname', 'path'],
]);

/** Words of Docker that are written inside of an option. */
const insideOptions: ReadonlyMap<string, string> = new Map([
  ['nativecgroupdriver', 'exec-opts'],
  ['native.cgroupdriver', 'exec-opts'],
  ['cgroupdriver', 'exec-opts'],
  ['maxsize', 'log-opts'],
  ['maxfile', 'log-opts'],
]);

/**
 * Finds the keys of a daemon.json that dockerd does not know, at the top and in entries of `runtimes`, with the key that
 * was probably meant.
 */
export function findKeyHints(document: GoJson, options: readonly DaemonOption[]): KeyHint[] {
  if (document.kind !== 'object') return [];
  const known = options.map(({ key }) => key);
  const accepted = new Set(options.flatMap(({ flag, key }) => [key, ...(flag === undefined ? [] : [flag])]));
  return document.members.flatMap((member) => {
    if (member.name === 'runtimes') return hintsOfRuntimes(member.value);
    if (member.name === nestedOptions) return [];
    if (known.includes(member.name)) return hintOfObject(member, accepted);
    const hint = hintOfFlag(member, options) ?? hintAtTop(member, known);
    return [isAccepted(member, accepted) ? { ...hint, ignored: true } : hint];
  });
}

/** An object where an option has another value: dockerd takes what is in it for options. */
function hintOfObject(member: GoMember, accepted: ReadonlySet<string>): KeyHint[] {
  if (isAccepted(member, accepted)) return [];
  return [{ key: member.name, line: member.line, kind: 'no-object' }];
}

/** The one object whose members are read where they are. Source: moby `daemon/config/config.go`, `Proxies`. */
const nestedOptions = 'proxies';

/** A flag that has another name in the file. */
function hintOfFlag({ name, line }: GoMember, options: readonly DaemonOption[]): KeyHint | undefined {
  const key = options.find(
    ({ flag, key: inFile, structs }) => flag === name && inFile !== name && structs !== undefined,
  )?.key;
  return key === undefined ? undefined : { key: name, line, meant: key, kind: 'misspelt' };
}

/** dockerd compares the members of an object in the place of its own name. */
function isAccepted({ name, value }: GoMember, accepted: ReadonlySet<string>): boolean {
  if (value.kind !== 'object' || flatOptions.has(name)) return accepted.has(name);
  return value.members.every((member) => accepted.has(member.name));
}

function hintAtTop({ name, line, value }: GoMember, known: readonly string[]): KeyHint {
  const inRuntime =
    runtimeFields.find((field) => field === name) ?? (value.kind === 'string' ? otherField(name) : undefined);
  const meant = nearest(name, known);
  if (meant !== undefined) return { key: name, line, meant, kind: 'misspelt' };
  const option = insideOptions.get(withoutMarks(name));
  if (option !== undefined) return { key: name, line, meant: option, kind: 'moved' };
  if (inRuntime !== undefined) return { key: name, line, meant: `runtimes.NAME.${inRuntime}`, kind: 'moved' };
  if (isRuntimeEntry(value)) return { key: name, line, meant: `runtimes.${name}`, kind: 'moved' };
  return { key: name, line, kind: 'unknown' };
}

function isRuntimeEntry(value: GoJson): boolean {
  return value.kind === 'object' && value.members.some(({ name }) => runtimeFields.some((field) => field === name));
}

function hintsOfRuntimes(runtimes: GoJson): KeyHint[] {
  if (runtimes.kind !== 'object') return [];
  return runtimes.members.flatMap(({ name, value }) => {
    const members = value.kind === 'object' ? value.members : [];
    const hasType = members.some((member) => member.name.toLowerCase() === 'runtimetype');
    return members.flatMap((member) => hintInRuntime(member, `runtimes.${name}`, hasType));
  });
}

function hintInRuntime({ name, line }: GoMember, inside: string, hasType: boolean): KeyHint[] {
  // Go compares the names of fields without their case.
  if (runtimeFields.some((field) => field.toLowerCase() === name.toLowerCase())) return [];
  const other = otherField(name) ?? nearest(name, runtimeFields);
  // An entry has either a type or a path.
  const meant = other === 'path' && hasType ? 'options' : other;
  return [
    meant === undefined
      ? { key: name, line, inside, kind: 'unknown', ignored: true }
      : { key: name, line, inside, meant, kind: 'misspelt', ignored: true },
  ];
}

function otherField(name: string): string | undefined {
  const plain = withoutMarks(name);
  return otherWords.get(plain) ?? runtimeFields.find((field) => withoutMarks(field) === plain);
}

/** `runtime-type`, `runtime_type` and `RuntimeType` are one word. */
function withoutMarks(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

/** Longer keys are not compared. */
const longestCompared = 64;

function nearest(name: string, keys: readonly string[]): string | undefined {
  if (name.length > longestCompared) return undefined;
  const plain = withoutMarks(name);
  const limit = plain.length < 4 ? 1 : 2;
  const ranked = keys
    .map((key) => ({ key, distance: editDistance(plain, withoutMarks(key), limit) }))
    .filter(({ distance }) => distance !== undefined)
    .sort((a, b) => (a.distance ?? 0) - (b.distance ?? 0));
  return ranked[0]?.key;
}
