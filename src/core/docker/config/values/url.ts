import { goQuote } from '../../../go/quote.ts';

/** The errors of Go's `url.Parse` that people meet. */
export function urlFault(text: string): string | undefined {
  if (/[^\P{Cc}\u0080-\u009f]/u.test(text)) return 'net/url: invalid control character in URL';
  if (text.startsWith(':')) return 'missing protocol scheme';
  const [, authority] = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/([^/?#]*)/.exec(text) ?? [];
  if (authority === undefined) {
    const [segment = ''] = text.split(/[/?#]/);
    const hasScheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text);
    return !hasScheme && segment.includes(':') ? 'first path segment in URL cannot contain colon' : undefined;
  }
  const [, strange] = /([ ^`{|}\\])/.exec(authority) ?? [];
  if (strange !== undefined) return `invalid character ${goQuote(strange)} in host name`;
  const [, port] = /(:[^:\]]*)$/.exec(authority.replace(/^.*@/, '')) ?? [];
  return port === undefined || /^:\d*$/.test(port) ? undefined : `invalid port ${goQuote(port)} after host`;
}
