import { parsesIp } from '../../../go/ip.ts';
import { goQuote } from '../../../go/quote.ts';
import { hiddenPassword, withoutPassword } from './passwords.ts';
import { urlFault } from './url.ts';

/**
 * Why dockerd does not accept a text as a mirror of Docker Hub; undefined where nothing is known against it. Passwords are
 * hidden, which dockerd does in one of its errors only.
 *
 * Source: moby `registry/config.go`, `ValidateMirror`.
 */
export function mirrorFault(text: string, major: number): string | undefined {
  const refusesPath = major < 23;
  const shown = goQuote(withoutPassword(text));
  const wrong = (what: string) => `invalid mirror: ${what}`;
  if (major >= 28 && !/^.+:\/\//s.test(text)) return wrong(`no scheme specified for ${shown}${whichSchemes}`);
  const parse = urlFault(text);
  if (parse !== undefined) {
    return wrong(`${shown} is not a valid URI${refusesPath ? '' : `: parse ${shown}: ${parse}`}`);
  }
  const [, scheme = '', rest = ''] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(.*)$/s.exec(text) ?? [];
  const uri = shownUri(text);
  const shownAs = goQuote(withoutPassword(uri));
  if (!/^https?$/i.test(scheme)) {
    const which = major >= 28 ? whichSchemes : '';
    return wrong(`unsupported scheme ${goQuote(scheme.toLowerCase())} in ${shownAs}${which}`);
  }
  const [, authority = '', path = '', query = ''] = /^\/\/([^/?#]*)([^?#]*)(.*)$/s.exec(rest) ?? [];
  if (refusesPath && (!/^\/?$/.test(path) || isGiven(query))) {
    return wrong(`path, query, or fragment at end of the URI ${shownAs}`);
  }
  if (isGiven(query)) return wrong(`query or fragment at end of the URI ${shownAs}`);
  const at = authority.lastIndexOf('@');
  if (at < 0) return undefined;
  const [name = ''] = authority.slice(0, at).split(':');
  // dockerd shows a password here even where there is none.
  const hidden = uri.replace(authority, () => `${name}:${hiddenPassword}${authority.slice(at)}`);
  return wrong(`username/password not allowed in URI ${goQuote(hidden)}`);
}

/** A URI as Go's `URL.String()` writes it: the scheme in small letters, and escapes in the path and the fragment. */
function shownUri(text: string): string {
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] =
    /^([a-zA-Z][a-zA-Z0-9+.-]*:)?(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text) ?? [];
  const escaped = (part: string) => part.replace(/[ "<>[\\\]^`{|}]|[^\0-\x7f]+/g, escapedBytes);
  return `${scheme.toLowerCase()}${authority}${escaped(path)}${query}${escaped(fragment)}`;
}

function escapedBytes(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).toUpperCase()}`).join('');
}

const whichSchemes = ": must use either 'https://' or 'http://'";

/** `?` and `#` with nothing behind them do not count. */
function isGiven(query: string): boolean {
  return !/^\??#?$/.test(query);
}

/**
 * Why dockerd does not accept a text as a registry without TLS.
 *
 * Source: moby `registry/config.go`, `loadInsecureRegistries`.
 */
export function insecureRegistryFault(text: string): string | undefined {
  const name = indexNameFault(text);
  if (name !== undefined) return name;
  const registry = text.replace(/^https?:\/\//i, '');
  return registryFault(registry, 'insecure registry');
}

/** What a flag for such a registry says as it is parsed. */
export function indexNameFault(text: string): string | undefined {
  const isWrong = text.startsWith('-') || text.endsWith('-');
  return isWrong ? `invalid index name (${withoutPassword(text)}). Cannot begin or end with a hyphen` : undefined;
}

/** The same for a registry that gets layers which may not be distributed (until 27). */
export function artifactRegistryFault(text: string): string | undefined {
  return registryFault(text, 'allow-nondistributable-artifacts registry');
}

function registryFault(registry: string, what: string): string | undefined {
  const shown = withoutPassword(registry);
  if (registry.includes('://')) return `${what} ${shown} should not contain '://'`;
  if (isNetwork(registry)) return undefined;
  const [, host = registry, port = ''] = hostWithPort.exec(registry) ?? [];
  const name = host.replace(/^\[(.*)\]$/, '$1');
  if (!hostAndPort.test(registry) && !parsesIp(name)) {
    return `${what} ${shown} is not valid: invalid host ${goQuote(withoutPassword(name))}`;
  }
  return port !== '' && Number(port) > largestPort
    ? `${what} ${shown} is not valid: invalid port ${goQuote(port)}`
    : undefined;
}

const largestPort = 65_535;
const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const hostAndPort = new RegExp(`^${label}(?:\\.${label})*(?::[0-9]+)?$`);

/** What Go's `net.SplitHostPort` splits. */
const hostWithPort = /^([^:[\]]*|\[[^[\]]*\]):([^:[\]]*)$/;

function isNetwork(text: string): boolean {
  const [, address = '', bits = ''] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  return parsesIp(address) && Number(bits) <= (address.includes(':') ? 128 : 32);
}
