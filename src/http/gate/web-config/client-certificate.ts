import type { X509Certificate } from 'node:crypto';
import { isIPv6, SocketAddress } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { TlsSettings } from './tls-settings.ts';

/** Whether a client may continue after the handshake: its certificate exists, is verified and has an allowed name. */
export function isWelcome(
  socket: TLSSocket,
  { clients, allowedSans }: Pick<TlsSettings, 'clients' | 'allowedSans'>,
): boolean {
  if (!clients.asked) return true;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return !clients.required;
  if (clients.verified && !socket.authorized) return false;
  return allowedSans === undefined || alternativeNames(certificate).some((name) => allowedSans.includes(name));
}

const kinds = ['DNS:', 'email:', 'IP Address:', 'URI:'] as const;

/** DNS names, addresses of mail and IP, and URIs of a certificate, as Go spells them (`x509.Certificate`). */
export function alternativeNames({ subjectAltName }: Pick<X509Certificate, 'subjectAltName'>): readonly string[] {
  return splitNames(subjectAltName ?? '').flatMap((entry) => {
    const kind = kinds.find((prefix) => entry.startsWith(prefix));
    if (kind === undefined) return [];
    const name = unquote(entry.slice(kind.length));
    return kind === 'IP Address:' ? goAddress(name) : [name];
  });
}

/** Node joins names with a comma, and quotes as JSON those in which one could be mistaken for another. */
function splitNames(text: string): readonly string[] {
  return text.match(/[A-Za-z ]+:(?:"(?:[^"\\]|\\.)*"|[^,]*)/g)?.map((entry) => entry.trim()) ?? [];
}

function unquote(text: string): string {
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}

/** Node writes IPv6 in full and in capitals. */
function goAddress(address: string): readonly string[] {
  if (!isIPv6(address)) return [address];
  return [new SocketAddress({ address, family: 'ipv6' }).address];
}
