/**
 * Whether `Accept-Encoding` asks for gzip rather than for no compression (RFC 9110 §12.5.3); without the header an answer is
 * not compressed.
 */
export function acceptsGzip(header: string | undefined): boolean {
  if (header === undefined) return false;
  // Without weights, it is enough that a coding is named.
  if (!header.includes(';')) return /(?:^|,)\s*(?:gzip|x-gzip|\*)\s*(?:,|$)/i.test(header);
  const weights = new Map(header.toLowerCase().split(',').map(readWeight));
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0;
  return gzip > 0 && gzip >= (weights.get('identity') ?? 0);
}

function readWeight(element: string): [coding: string, weight: number] {
  const [coding = '', ...parameters] = element.split(';').map((part) => part.trim());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return [coding, weight === undefined ? 1 : Number(weight.slice('q='.length))];
}

/**
 * The first of `tags` that `If-None-Match` names, compared weakly (RFC 9110 §13.1.2); undefined when none matches.
 *
 * The 304 repeats the matching tag, so that the cache knows which of its stored twins is valid.
 */
export function matchingTag(header: string | undefined, tags: readonly string[]): string | undefined {
  if (header === undefined || tags.includes(header)) return header;
  if (header.trim() === '*') return tags[0];
  const named = new Set(header.match(/"[\x21\x23-\x7e\x80-\xff]*"/g));
  return tags.find((tag) => named.has(tag));
}
