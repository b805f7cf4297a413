import { BlockList, isIPv6 } from 'node:net';

/** What a connection came in by; a unix socket has no address. */
export interface Arrival {
  readonly unix: boolean;
  readonly localAddress?: string | undefined;
}

/** Names that docker (`docker`, since 24 `api.moby.localhost`) sends on a unix socket. A local network may resolve `docker`. */
const socketNames: ReadonlySet<string> = new Set(['docker', 'api.moby.localhost']);

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether `address`, an IP address without brackets, is of this machine alone. */
export function isLoopback(address: string): boolean {
  return loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/**
 * Makes the check of Host headers that keeps web pages out whose own name was rebound to this machine.
 *
 * A browser always sends the name in its address bar, so a page gets past only under a name that is meant to lead here:
 * loopback, the address the connection came in by, on a unix socket what docker clients send, and `allowed`.
 */
export function createHostCheck(allowed: readonly string[]): (host: string | undefined, arrival: Arrival) => boolean {
  const names = new Set(['localhost', ...allowed.map((name) => normalise(hostName(name) ?? name))]);
  // Most clients send the same header each time.
  let lastAllowed: string | undefined;
  return (host, { unix, localAddress }) => {
    if (host === undefined || host === '') return unix;
    if (host === lastAllowed) return true;
    const written = hostName(host);
    if (written === undefined) return false;
    const name = normalise(written);
    if (names.has(name) || isLoopbackText(name)) {
      lastAllowed = host;
      return true;
    }
    return unix ? socketNames.has(name) : localAddress !== undefined && name === normalise(localAddress);
  };
}

/** The name or address in `NAME[:PORT]`, brackets taken off; undefined when it is none. */
function hostName(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:/?#@[\]\s]+))(?::\d{0,5})?$/.exec(host) ?? [];
  return bracketed ?? plain;
}

/** Names compare without case and closing dot; an IPv4 address mapped into IPv6 is itself. */
function normalise(name: string): string {
  const lower = name.toLowerCase();
  const open = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  return open.startsWith('::ffff:') ? open.replace(/^::ffff:(?=\d+\.)/, '') : open;
}

function isLoopbackText(name: string): boolean {
  return name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}
