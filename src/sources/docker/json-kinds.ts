import { isObject, kindOf } from './engine-document.ts';

/** Tells what is wrong with a value of foreign JSON that stands at `where`; undefined when nothing is. */
export type Kind = (value: unknown, where: string) => string | undefined;

export const text = kind('a string', (value) => typeof value === 'string');
export const flag = kind('a boolean', (value) => typeof value === 'boolean');
export const whole = kind('a whole number', (value) => Number.isSafeInteger(value));
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

/** An object with members of these kinds, and others besides. Go takes the name of a member in any case. */
export function objectOf(members: Readonly<Record<string, Kind>>): Kind {
  const kinds = new Map(Object.entries(members).map(([name, of]) => [name.toLowerCase(), of]));
  return within(anyObject, (where, name) => [where === '' ? name : `${where}.${name}`, kinds.get(name.toLowerCase())]);
}

/** Go leaves out what is empty, or writes null: either is of every kind. */
function kind(expected: string, is: (value: unknown) => boolean): Kind {
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
