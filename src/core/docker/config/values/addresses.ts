import { ipv6Bits, isMappedIpv4, parsesIp, shownIpv4, shownIpv6 } from '../../../go/ip.ts';
import { addressFault, prefixFault } from '../../../go/netip.ts';
import { goQuote } from '../../../go/quote.ts';
import { withoutPassword } from './passwords.ts';

/**
 * Why a flag for one address is refused. Debian builds 23 to 27 with a newer pflag than Docker does, which takes an empty text:
 * of these, only what both refuse counts.
 *
 * Sources: moby `opts/ip.go` (20.10); pflag `ip.go`.
 */
export function addressFlagFault(value: string, major: number): string | undefined {
  if (major < 23) return parsesIp(value) ? undefined : `${value} is not an ip address`;
  return value === '' || parsesIp(value.trim()) ? undefined : `failed to parse IP: ${goQuote(value)}`;
}

/** The same for `--dns`, which takes several since 25. Sources: moby `opts/opts.go`; pflag `ip_slice.go`. */
export function dnsFlagFault(value: string, major: number): string | undefined {
  if (major >= 29) return addressFault(value);
  if (major < 25) return dnsFault(value, major);
  const [line = ''] = value
    .replace(/["'`]/g, '')
    .split(/\r?\n/)
    .filter((each) => each !== '');
  const wrong = (line === '' ? [] : line.split(',')).find((each) => !parsesIp(each.trim()));
  if (wrong === undefined) return undefined;
  return `invalid string being converted to IP address: ${withoutPassword(wrong)}`;
}

/** What dockerd says of a DNS server in daemon.json until 24; later it decodes addresses. Source: moby `opts/opts.go`. */
export function dnsFault(value: string, major: number): string | undefined {
  if (parsesIp(value.trim())) return undefined;
  return major < 23 ? `${value} is not an ip address` : `IP address is not correctly formatted: ${value}`;
}

/**
 * Since 28, `host-gateway-ips` has at most one address of each kind. An empty one counts as an address of IPv6. Source: moby
 * `daemon/config/config.go`, measured with 28.5.2.
 */
export function gatewaysFault(values: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const value of values) {
    const kind = value === '' || value.includes(':') ? 'IPv6' : 'IPv4';
    if (seen.has(kind)) return `only one ${kind} host gateway IP address can be specified`;
    seen.add(kind);
  }
  return undefined;
}

/**
 * Why dockerd does not take a text for the IPv6 subnet of its bridge.
 *
 * Source: moby `libnetwork/drivers/bridge/bridge_linux.go`, `ValidateFixedCIDRV6`, as of 26 and of 27.
 */
export function fixedCidrV6Fault(value: string, major: number): string | undefined {
  if (value === '') return undefined;
  const fault = major < 27 ? cidrFault(value) : subnetFault(value);
  return fault && `invalid fixed-cidr-v6: ${fault}`;
}

function cidrFault(value: string): string | undefined {
  const [, address = '', bits = ''] = /^([^/]*)\/(\d{1,7})$/.exec(value) ?? [];
  const isV6 = address.includes(':');
  if (!parsesIp(address) || Number(bits) > (isV6 ? 128 : 32)) return `invalid CIDR address: ${value}`;
  if (!isV6 || isMappedIpv4(ipv6Bits(address))) return 'fixed-cidr-v6 is not an IPv6 subnet';
  const subnet = firstBits(ipv6Bits(address), Number(bits));
  const isInside = firstBits(subnet, 64) === linkLocal && Number(bits) !== 64;
  return isInside ? "clash with the Link-Local prefix 'fe80::/64'" : undefined;
}

function subnetFault(value: string): string | undefined {
  const wrong = (what: string) => `invalid fixed-cidr-v6: ${what}`;
  const fault = prefixFault(value);
  if (fault !== undefined) return wrong(fault);
  const [address = '', bits = ''] = value.split('/');
  if (!address.includes(':')) return wrong(`'${value}' is not a valid IPv6 subnet`);
  const read = ipv6Bits(address);
  if (isMappedIpv4(read)) return wrong(`'::ffff:${shownIpv4(read)}/${bits}' is not a valid IPv6 subnet`);
  const shown = `${shownIpv6(read)}/${bits}`;
  if (read >> 120n === 0xffn) return wrong(`multicast subnet '${shown}' is not allowed`);
  const shared = Math.min(64, Number(bits));
  const overlaps = Number(bits) !== 64 && firstBits(read, shared) === firstBits(linkLocal, shared);
  return overlaps ? wrong(`'${shown}' clashes with the Link-Local prefix 'fe80::/64'`) : undefined;
}

const linkLocal = 0xfe80n << 112n;

function firstBits(bits: bigint, count: number): bigint {
  const rest = BigInt(128 - count);
  return (bits >> rest) << rest;
}
