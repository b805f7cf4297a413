import { expect, it } from 'vitest';
import { prometheusUrl } from '../../src/settings/prometheus-url.ts';

function given(text: string) {
  return { writtenAs: '--prometheus-url', values: [text] };
}

it.each([
  ['http://127.0.0.1:9090', 'http://127.0.0.1:9090/'],
  ['https://prometheus.example/a/b/', 'https://prometheus.example/a/b/'],
  ['http://me:p%40ss@[::1]:9090', 'http://me:p%40ss@[::1]:9090/'],
])('prometheusUrl() accepts %s', (text, url) => {
  expect(prometheusUrl(given(text))).toBe(url);
});

it.each(['', 'localhost:9090', '127.0.0.1', 'ftp://a', 'http://', 'http://a/?b=c', 'http://a/#b', 'file:///a'])(
  'prometheusUrl() refuses "%s"',
  (text) => {
    expect(() => prometheusUrl(given(text))).toThrow(
      `Cannot use --prometheus-url ${JSON.stringify(text)}: write http://HOST:PORT or https://HOST/PATH`,
    );
  },
);

it('prometheusUrl() does not repeat a password', () => {
  expect(() => prometheusUrl(given('http://me:secret@a/?b'))).toThrow('"http://…@a/?b"');
  expect(() => prometheusUrl(given('me:secret@a'))).toThrow('--prometheus-url "…@a"');
  expect(() => prometheusUrl(given('http://me:sec/ret@a'))).toThrow('--prometheus-url "http://…@a"');
  expect(() => prometheusUrl(given('http://me:%zz@a'))).toThrow('percent-encoded');
});
