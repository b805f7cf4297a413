import { isIP } from 'node:net';
import { isObject } from '../../model/json-object.ts';
import { kindOf } from './document.ts';

/** Checks a value of foreign JSON: returns what is wrong with the value at `where`, or undefined. */
export type Kind = (value: unknown, where: string) => string | undefined;

export const text = kind('a string', (value) => typeof value === 'string');
export const flag = kind('a boolean', (value) => typeof value === 'boolean');
export const int64 = wholeWithin('a whole number', -(2 ** 63), 2 ** 63);
export const uint64 = wholeWithin('a whole number from 0 on', 0, 2 ** 64);
export const uint32 = wholeWithin('a whole number from 0 on', 0, 2 ** 32);
export const cidr = kind('a CIDR', (value) => typeof value === 'string' && isCidr(value));
export const moment = kind('a time', (value) => typeof value === 'string' && isMoment(value));
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
 * An object with members of these kinds; other members are ignored. Go accepts the name of a member in any case, and the
 * last duplicate wins, so another spelling could replace a member that was checked.
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
        : () => `answered with ${JSON.stringify(name)}, which clients read as "${spelling}"`,
    ];
  });
}

/** A value that clients use without checking for null. */
export function present(of: Kind): Kind {
  return (value, where) => (value === null ? `answered with nothing for ${where}` : of(value, where));
}

/** Equal for names that Go's `encoding/json` considers equal; besides ASCII it folds the long s and the Kelvin sign. */
function folded(name: string): string {
  return name.replace(/[A-Z\u017f\u212a]/g, (letter) => letter.toUpperCase().toLowerCase());
}

/** From `least` to below `limit`, as a double: JSON.parse changes larger numbers. */
function wholeWithin(expected: string, least: number, limit: number): Kind {
  return kind(expected, (value) => Number.isInteger(value) && Number(value) >= least && Number(value) < limit);
}

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const canonicalBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function isMoment(text: string): boolean {
  const [, year, month, day] = rfc3339.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const daysInMonth = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth;
}

function isCidr(text: string): boolean {
  const [, address = '', bits] = /^([^%]+)\/(\d{1,3})$/.exec(text) ?? [];
  return Number(bits) <= { 0: -1, 4: 32, 6: 128 }[isIP(address) as 0 | 4 | 6];
}

/** Go omits empty values or writes null, so both are of every kind. */
function kind(expected: string, is: (value: unknown) => boolean): Kind {
  return (value, where) => {
    if (value === undefined || value === null || is(value)) return undefined;
    return `answered with ${kindOf(value)} for ${where}, where ${expected} belongs`;
  };
}

/** A value of the `outer` kind whose elements or members have the kind of their place. */
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
