import { goQuote } from '../../../go/quote.ts';
import { withoutPassword } from './passwords.ts';
import { urlFault } from './url.ts';

/**
 * Why dockerd does not listen at an address; undefined where nothing is known against it. Before 24, it has other words.
 *
 * Source: moby `opts/hosts.go`, `ValidateHost`.
 */
export function hostFault(text: string, major: number): string | undefined {
  if (major < 24) return undefined;
  const host = text.trim();
  const [, protocol = 'tcp', address = host] = /^(.*?):\/\/(.*)$/s.exec(host) ?? [];
  const fault = faultOf(protocol, address);
  return fault === undefined ? undefined : `invalid bind address (${withoutPassword(host)}): ${fault}`;
}

function faultOf(protocol: string, address: string): string | undefined {
  switch (protocol) {
    case 'fd':
    case 'npipe':
      return undefined;
    case 'unix':
      return address.includes('://') ? `invalid unix address: ${address}` : undefined;
    case 'tcp':
      return tcpFault(address);
    default:
      return `unsupported proto '${protocol}'`;
  }
}

/** A host and a port; what Go's `url.Parse` says about stranger texts is not worked out. */
function tcpFault(address: string): string | undefined {
  const url = `tcp://${address}`;
  const parse = urlFault(url);
  if (parse !== undefined) return `parse ${goQuote(withoutPassword(url))}: ${parse}`;
  const [, port, path] = /^(?:[\w.-]*|\[[\da-fA-F:.]+\])(?::(\d*))?(\/[\w./-]*)?$/.exec(address) ?? [];
  if (path !== undefined) return 'should not contain a path element';
  return port !== undefined && port !== '' && Number(port) === 0 ? `invalid port: ${port}` : undefined;
}
