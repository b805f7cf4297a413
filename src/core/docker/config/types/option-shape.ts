import { parsesIp } from '../../../go/ip.ts';
import { addressFault, prefixFault } from '../../../go/netip.ts';
import type { DaemonOption } from '../known-options.ts';
import type { ConfigRules } from '../release.ts';
import { builderShape } from './builder.ts';
import { any, integer, listOf, mapOf, type Shape, struct, text, truth } from './shape.ts';

/** The type of an option's field in dockerd's Config. */
export function optionShape({ key, kind }: DaemonOption, rules: ConfigRules): Shape {
  switch (kind) {
    case 'string':
      return key === 'log-format' ? { kind: 'scalar', goType: 'log.OutputFormat', json: 'string' } : text;
    case 'bool':
      return truth;
    case 'int':
    case 'int64':
      return integer(kind);
    case 'list':
      return listOf('string', text);
    case 'strings':
      return mapOf('string', text);
    case 'bools':
      return mapOf('bool', truth);
    case 'address':
      return netIp;
    case 'size':
      return { kind: 'size' };
    default:
      return ownShape(kind, rules);
  }
}

/** The types that one option has. */
function ownShape(kind: DaemonOption['kind'], { major, runtimeGoType }: ConfigRules): Shape {
  switch (kind) {
    case 'dns':
      return dnsShape(major);
    case 'addresses':
      return listOf('netip.Addr', netipAddr);
    case 'limits':
      return mapOf('*units.Ulimit', limit);
    case 'pools':
      return poolsShape(major);
    case 'network-opts':
      return mapOf('map[string]string', mapOf('string', text));
    case 'builder':
      return builderShape(major);
    case 'proxies':
      return proxies;
    case 'runtimes':
      return mapOf(runtimeGoType, runtimeShape(major, runtimeGoType));
    default:
      return any;
  }
}

const netIp: Shape = {
  kind: 'text',
  goType: 'net.IP',
  fault: (value) => (value === '' || parsesIp(value) ? undefined : `invalid IP address: ${value}`),
};
const netipAddr: Shape = {
  kind: 'text',
  goType: 'netip.Addr',
  fault: (value) => (value === '' ? undefined : addressFault(value)),
};
const netipPrefix: Shape = {
  kind: 'text',
  goType: 'netip.Prefix',
  fault: (value) => (value === '' ? undefined : prefixFault(value)),
};

/** Texts until 24, which are checked with the other values. */
function dnsShape(major: number): Shape {
  if (major < 25) return listOf('string', text);
  return major < 29 ? listOf('net.IP', netIp) : listOf('netip.Addr', netipAddr);
}

/** Source: docker/go-units `ulimit.go`. */
const limit = struct('units.Ulimit', { Name: text, Hard: integer('int64'), Soft: integer('int64') });

/** Source: moby `libnetwork/ipamutils/utils.go`. */
function poolsShape(major: number): Shape {
  const pool = struct('ipamutils.NetworkToSplit', { base: major < 27 ? text : netipPrefix, size: integer('int') });
  return { kind: 'own', as: [listOf('*ipamutils.NetworkToSplit', pool)] };
}

/** Source: moby `daemon/config/config.go`, `Proxies`. */
const proxies = struct('config.Proxies', { 'http-proxy': text, 'https-proxy': text, 'no-proxy': text });

/** Source: moby `api/types/system/runtime.go`. */
function runtimeShape(major: number, goType: string): Shape {
  const old = { path: text, runtimeArgs: listOf('string', text) };
  return struct(goType, major < 24 ? old : { ...old, runtimeType: text, options: mapOf('interface {}', any) });
}
