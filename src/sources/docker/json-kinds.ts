import { isIP } from 'node:net';
import { isObject, kindOf } from './engine-document.ts';

/** Tells what is wrong with a value of foreign JSON that stands at `where`; undefined when nothing is. */
export type Kind = (value: unknown, where: string) => string | undefined;

export const text = kind('a string', (value) => typeof value === 'string');
export const flag = kind('a boolean', (value) => typeof value === 'boolean');
export const whole = kind('a whole number', (value) => Number.isSafeInteger(value));
export const cidr = kind('a CIDR', (value) => typeof value === 'string' && isCidr(value));
export const moment = kind('a time', (value) => typeof value === 'string' && rfc3339.test(value));
export const base64 = kind('base64', (value) => typeof value === 'string' && canonicalBase64.test(value));
export const anyObject = kind('an object', isObject);

/** An array whose elements are all of one kind. */
export function listOf(element: Kind): Kind {
  return within(
    kind('an array', (value) => Array.isArray(value)),
    (where, index) => [`${where}[${index}]`, element],
  );
}

/** An object whose members are all of one kind. */
export function mapOf(member: Kind): Kind {
  return within(anyObject, (where, name) => [`${where}[${JSON.stringify(name.slice(0, 64))}]`, member]);
}

/**
 * An object with members of these kinds, and others besides. Go takes the name of a member in any case, and of several
 * the last: one that is spelled otherwise could stand for one that was looked at.
 */
export function objectOf(members: Readonly<Record<string, Kind>>): Kind {
  const spellings = new Map(Object.keys(members).map((name) => [folded(name), name]));
  return within(anyObject, (where, name) => {
    const at = where === '' ? name : `${where}.${name}`;
    const spelling = spellings.get(folded(name));
    if (spelling === undefined) return [at, undefined];
    return [
      at,
      spelling === name
        ? members[name]
        : () => `answered with ${JSON.stringify(name)}, which clients take for "${spelling}"`,
    ];
  });
}

/** Equal for names that Go's `encoding/json` takes for one: its folding knows the long s and the Kelvin sign. */
function folded(name: string): string {
  return name.toUpperCase().toLowerCase();
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const canonicalBase64 = /^(?:[\w+/-]{4})*(?:[\w+/-]{2}==|[\w+/-]{3}=)?$/;

function isCidr(text: string): boolean {
  const [, address = '', bits] = /^(.+)\/(\d{1,3})$/.exec(text) ?? [];
  return Number(bits) <= { 0: -1, 4: 32, 6: 128 }[isIP(address) as 0 | 4 | 6];
}

/** Go leaves out what is empty, or writes null: either is of every kind. */
export function kind(expected: string, is: (value: unknown) => boolean): Kind {
  return (value, where) => {
    if (value === undefined || value === null || is(value)) return undefined;
    return `answered with ${kindOf(value)} for ${where}, where ${expected} belongs`;
  };
}

/** Of that kind, and each element or member of the kind that belongs at its place. */
function within(outer: Kind, place: (where: string, key: string) => readonly [string, Kind | undefined]): Kind {
  return (value, where) => {
    const fault = outer(value, where);
    if (fault !== undefined) return fault;
    for (const [key, each] of Object.entries(value ?? {})) {
      const [at, inner] = place(where, key);
      const inside = inner?.(each, at);
      if (inside !== undefined) return inside;
    }
    return undefined;
  };
}
