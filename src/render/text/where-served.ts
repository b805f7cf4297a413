import { printable } from './printable.ts';

/** The first line of a service on a terminal: the address to open in a browser, or else where it listens. */
export function renderWhereServed(addresses: readonly string[]): string {
  const page = addresses.find((address) => /^https?:\S+$/.test(address));
  if (page !== undefined) return `shimdex: open ${printable(reachable(page))}/ in a browser, press Ctrl-C to stop\n`;
  return `shimdex: listening at ${addresses.map(printable).join(', ')}, press Ctrl-C to stop\n`;
}

/** A browser cannot open the address that means every interface. */
function reachable(url: string): string {
  return url.replace('://0.0.0.0:', '://127.0.0.1:').replace('://[::]:', '://[::1]:');
}
