import type { GoJson } from './json.ts';

/** Levels of a value that are kept: deeper ones are of no use to readers and would exhaust the stack. */
const maxDepth = 64;

/** A value as `fmt`'s `%v` prints it after decoding into an `interface{}`. */
export function goFormat(value: GoJson, depth = 0): string {
  if (depth > maxDepth) return '…';
  switch (value.kind) {
    case 'null':
      return '<nil>';
    case 'bool':
      return String(value.value);
    case 'number':
      return goFloat(Number(value.text));
    case 'string':
      return value.value;
    case 'array':
      return `[${value.items.map((item) => goFormat(item, depth + 1)).join(' ')}]`;
    case 'object': {
      const entries = [...lastMembers(value.members).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
      return `map[${entries.map(([name, member]) => `${name}:${goFormat(member, depth + 1)}`).join(' ')}]`;
    }
  }
}

/** A value as plain data; objects have no prototype, so that a member may have any name. */
export function toPlain(value: GoJson, depth = 0): unknown {
  if (depth > maxDepth) return null;
  switch (value.kind) {
    case 'null':
      return null;
    case 'bool':
    case 'string':
      return value.value;
    case 'number':
      return Number(value.text);
    case 'array':
      return value.items.map((item) => toPlain(item, depth + 1));
    case 'object':
      return plainObject(lastMembers(value.members), depth + 1);
  }
}

/** Members by name as plain data. */
export function plainObject(members: ReadonlyMap<string, GoJson>, depth = 0): Record<string, unknown> {
  const plain: Record<string, unknown> = Object.create(null);
  for (const [name, value] of members) plain[name] = toPlain(value, depth);
  return plain;
}

/** Members as a map, in which the last of several equal names counts. */
function lastMembers(members: readonly { readonly name: string; readonly value: GoJson }[]): Map<string, GoJson> {
  return new Map(members.map((member) => [member.name, member.value]));
}

/** `%v` of a float64: with an exponent from 1e+06 on, and below 0.0001. Source: Go `strconv/ftoa.go`. */
export function goFloat(number: number): string {
  if (Object.is(number, -0)) return '-0';
  if (Math.abs(number) === Number.POSITIVE_INFINITY) return number > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(number);
  const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? number.toExponential() : String(number);
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}
