import type { Given } from './given-options.ts';
import { lastValue, reject } from './values.ts';

/** The base URL of a Prometheus. The error message does not repeat a password in it. */
export function prometheusUrl(given: Given): string {
  const text = lastValue(given);
  const shown = text.replace(/^([a-z]+:\/\/)?.*@/s, '$1…@');
  const advice = 'write http://HOST:PORT or https://HOST/PATH, without a query';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) return reject(given, advice, shown);
  if (url.search !== '' || url.hash !== '') return reject(given, advice, shown);
  if (!isDecodable(url.username) || !isDecodable(url.password)) {
    return reject(given, 'write the user and the password percent-encoded', shown);
  }
  return url.href;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
