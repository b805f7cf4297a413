/** Where a response leads: it is the answer, a request to repeat elsewhere, or a redirect that is not followed. */
export type Redirect =
  | { readonly kind: 'none' }
  | { readonly kind: 'repeat'; readonly url: URL }
  | { readonly kind: 'refused'; readonly message: string };

/** Statuses that ask for the same method and body again (RFC 9110); the others turn the query into one without a body. */
const repeating: ReadonlySet<number> = new Set([307, 308]);
const redirecting: ReadonlySet<number> = new Set([301, 302, 303, ...repeating]);

/** Longest text of a foreign address in characters that is passed on. */
const longestText = 300;

/**
 * Reads the redirect of a response to a request for `url`.
 *
 * Credentials never leave the host, the port and the protocol of the configured address, so a redirect elsewhere is refused.
 */
export function redirectOf(status: number, location: string | undefined, url: URL): Redirect {
  if (!redirecting.has(status) || location === undefined || !URL.canParse(location, url.href)) return { kind: 'none' };
  const target = new URL(location, url);
  const origin = JSON.stringify(target.origin.slice(0, longestText));
  if (target.origin !== url.origin) {
    const advice = 'if it is trusted, write this address as --prometheus-url';
    return { kind: 'refused', message: `redirects to ${origin}, which does not receive the credentials: ${advice}` };
  }
  if (!repeating.has(status)) {
    const advice = 'write the address it leads to as --prometheus-url';
    return { kind: 'refused', message: `redirects with the status ${status}, which drops the query: ${advice}` };
  }
  target.username = '';
  target.password = '';
  return { kind: 'repeat', url: target };
}
