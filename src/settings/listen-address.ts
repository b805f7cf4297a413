import { isIPv4, isIPv6 } from 'node:net';
import { isAbsolute } from 'node:path';
import { longestSocketPath } from '../model/words.ts';
import type { ListenAddress } from './settings.ts';

/** Reads `HOST:PORT`, `[IPv6]:PORT` or `unix:FILE`, each with `,api=docker` or `,api=all` behind it; undefined when it is none. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, address, api] = /^(.*?)(?:,api=(docker|all))?$/s.exec(text) ?? [];
  if (address === undefined) return undefined;
  const where = address.startsWith('unix:') ? unixAddress(address.slice('unix:'.length)) : tcpAddress(address);
  return where === undefined ? undefined : { ...where, api: api === 'docker' ? 'docker' : 'all' };
}

function unixAddress(path: string): { kind: 'unix'; path: string } | undefined {
  const fits = isAbsolute(path) && !path.includes('\0') && Buffer.byteLength(path) <= longestSocketPath;
  return fits ? { kind: 'unix', path } : undefined;
}

function tcpAddress(address: string): { kind: 'tcp'; host: string; port: number } | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^[\]:]*)):(\d{1,5})$/.exec(address) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port > 65_535) return undefined;
  const fits = bracketed === undefined ? isHostName(host) : isIPv6(bracketed);
  return fits ? { kind: 'tcp', host, port } : undefined;
}

/** An IPv4 address or a DNS name; only digits and dots are not a name. */
function isHostName(host: string): boolean {
  return isIPv4(host) || (/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(host) && !/^[\d.]+$/.test(host));
}
