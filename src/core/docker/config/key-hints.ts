import { editDistance } from '../../edit-distance.ts';
import type { GoJson, GoMember } from '../../go/json.ts';
import type { DaemonOption } from './known-options.ts';

/** A key of daemon.json that dockerd does not know where it is written, and what it may stand for. */
export interface KeyHint {
  readonly key: string;
  readonly line: number;
  /** The key it is written below: `runtimes.kata`; absent at the top. */
  readonly inside?: string;
  /** The key that was meant. */
  readonly meant?: string;
  /** `moved`: the key is known elsewhere; `misspelt`: another key is close; `unknown`: neither. */
  readonly kind: 'misspelt' | 'moved' | 'unknown';
}

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
  ['binaryname', 'options'],
]);

/**
 * Finds the keys of a daemon.json that dockerd does not know, at the top and in entries of `runtimes`, with the key that
 * was probably meant.
 */
export function findKeyHints(document: GoJson, options: readonly DaemonOption[]): KeyHint[] {
  if (document.kind !== 'object') return [];
  const known = options.map(({ key }) => key);
  return document.members.flatMap((member) => {
    if (member.name === 'runtimes') return hintsOfRuntimes(member.value);
    return known.includes(member.name) ? [] : [hintAtTop(member, known)];
  });
}

function hintAtTop({ name, line, value }: GoMember, known: readonly string[]): KeyHint {
  const inRuntime =
    runtimeFields.find((field) => field === name) ?? (value.kind === 'string' ? otherField(name) : undefined);
  const meant = nearest(name, known);
  if (meant !== undefined) return { key: name, line, meant, kind: 'misspelt' };
  if (inRuntime !== undefined) return { key: name, line, meant: `runtimes.NAME.${inRuntime}`, kind: 'moved' };
  return { key: name, line, kind: 'unknown' };
}

function hintsOfRuntimes(runtimes: GoJson): KeyHint[] {
  if (runtimes.kind !== 'object') return [];
  return runtimes.members.flatMap(({ name, value }) =>
    (value.kind === 'object' ? value.members : []).flatMap((member) => hintInRuntime(member, `runtimes.${name}`)),
  );
}

function hintInRuntime({ name, line }: GoMember, inside: string): KeyHint[] {
  // Go compares the names of fields without their case.
  if (runtimeFields.some((field) => field.toLowerCase() === name.toLowerCase())) return [];
  const meant = otherField(name) ?? nearest(name, runtimeFields);
  return [
    meant === undefined
      ? { key: name, line, inside, kind: 'unknown' }
      : { key: name, line, inside, meant, kind: 'misspelt' },
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
