import { compareCodePoints } from '../../code-points.ts';
import { readCsvRecord } from '../../go/csv.ts';
import { parseInteger } from '../../go/integer.ts';
import type { DaemonOption } from './known-options.ts';
import { readLimit } from './values/limits.ts';

/** How the flag's Go value prints itself. */
export function shownFlag(option: DaemonOption, values: readonly string[], major: number): string {
  const last = values.at(-1) ?? '';
  switch (option.kind) {
    case 'bool':
      return String(/^(?:1|t)/i.test(last));
    case 'strings':
      return shownMap(values);
    case 'bools':
      return shownMap(values.map(shownFeature));
    case 'list':
    case 'addresses':
      return `[${values.join(' ')}]`;
    case 'dns':
      return shownAddresses(values, major);
    case 'limits':
      return `[${values.map(shownLimit).join(' ')}]`;
    case 'pools':
      return values.map((value) => shownPool(value, major)).join(', ');
    case 'network-opts':
      return shownMaps(values);
    case 'int':
    case 'int64': {
      const parsed = parseInteger(last);
      return parsed.ok ? String(parsed.value) : last;
    }
    case 'address':
      return last.trim() === '' && option.key === 'ip' ? '0.0.0.0' : last.trim();
    default:
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

/** From 25 to 28, one flag may have several, which the type writes as CSV. */
function shownAddresses(values: readonly string[], major: number): string {
  if (major < 25 || major >= 29) return `[${values.map((value) => value.trim()).join(' ')}]`;
  const all = values.flatMap((value) => value.replace(/["'`]/g, '').split(','));
  return `[${all.map((value) => value.trim()).join(',')}]`;
}

function shownLimit(value: string): string {
  const limit = readLimit(value);
  return typeof limit === 'string' ? value : `${limit.name}=${limit.soft}:${limit.hard}`;
}

function shownPool(value: string, major: number): string {
  const record = readCsvRecord(value.toLowerCase());
  const fields = record !== undefined && 'fields' in record ? record.fields : [];
  const fieldOf = (key: string) => fields.findLast((field) => field.startsWith(key))?.slice(key.length);
  const base = fieldOf('base=') ?? (major < 27 ? '' : 'invalid Prefix');
  return `${base} ${Number(fieldOf('size=') ?? 0)}`;
}

/** Values `A=B=C` as a map of maps. */
function shownMaps(values: readonly string[]): string {
  const groups = new Map<string, string[]>();
  for (const value of values) {
    const at = value.indexOf('=');
    const group = groups.get(value.slice(0, at)) ?? [];
    group.push(value.slice(at + 1));
    groups.set(value.slice(0, at), group);
  }
  const sorted = [...groups].sort(([one], [other]) => compareCodePoints(one, other));
  return `map[${sorted.map(([name, ofName]) => `${name}:${shownMap(ofName)}`).join(' ')}]`;
}
