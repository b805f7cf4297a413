import { compareCodePoints } from '../../code-points.ts';
import { readCsvRecord } from '../../go/csv.ts';
import { parseInteger } from '../../go/integer.ts';
import { ipv6Bits, isMappedIpv4, parsesIp, shownIp, shownIpv4, shownIpv6 } from '../../go/ip.ts';
import type { DaemonOption } from './known-options.ts';
import { readLimit } from './values/limits.ts';
import { domainIn } from './values/list-values.ts';
import { shownSize } from './values/size.ts';

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
      return `[${values.map(keptValue(option.flag)).join(' ')}]`;
    case 'addresses':
      return `[${values.map(shownNetip).join(' ')}]`;
    case 'dns':
      return shownAddresses(values, major);
    case 'limits':
      return shownLimits(values);
    case 'pools':
      return values.map((value) => shownPool(value, major)).join(', ');
    case 'network-opts':
      return shownMaps(values);
    case 'int':
    case 'int64': {
      const parsed = parseInteger(last);
      return parsed.ok ? String(parsed.value) : last;
    }
    case 'size':
      return shownSize(last);
    case 'address':
      return shownAddress(last) || (option.key === 'ip' ? '0.0.0.0' : '<nil>');
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

/** What the flag of a list keeps of a value. Sources: moby `registry/config.go`; `opts/opts.go`. */
function keptValue(flag = ''): (value: string) => string {
  switch (flag) {
    case 'registry-mirror':
      return (value) => `${value.replace(/\/$/, '')}/`;
    case 'insecure-registry':
    case 'allow-nondistributable-artifacts':
      return (value) => (value === 'index.docker.io' ? 'docker.io' : value);
    case 'dns-search':
      return (value) => domainIn(value) ?? value;
    default:
      return (value) => value;
  }
}

/** From 25 to 28, one flag may have several, which the type writes as CSV. */
function shownAddresses(values: readonly string[], major: number): string {
  if (major >= 29) return `[${values.map(shownNetip).join(' ')}]`;
  if (major < 25) return `[${values.map(shownAddress).join(' ')}]`;
  const all = values.flatMap((value) => value.replace(/["'`]/g, '').split(','));
  return `[${all.map(shownAddress).join(',')}]`;
}

function shownAddress(value: string): string {
  const text = value.trim();
  return parsesIp(text) ? shownIp(text) : text;
}

/** Go's `netip.Addr` keeps the form and the zone of an address. */
function shownNetip(value: string): string {
  const [, address = '', zone = ''] = /^([^%]*)(.*)$/s.exec(value) ?? [];
  if (!address.includes(':') || !parsesIp(address)) return value;
  const bits = ipv6Bits(address);
  return `${isMappedIpv4(bits) ? `::ffff:${shownIpv4(bits)}` : shownIpv6(bits)}${zone}`;
}

/** The last one of each name; Go prints several of them in any order. */
function shownLimits(values: readonly string[]): string {
  const limits = values.map(readLimit).flatMap((limit) => (typeof limit === 'string' ? [] : [limit]));
  const byName = new Map(limits.map((limit) => [limit.name, `${limit.name}=${limit.soft}:${limit.hard}`]));
  return `[${[...byName.values()].join(' ')}]`;
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
