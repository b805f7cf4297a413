import { expect, it } from 'vitest';
import { acceptsGzip, matchingTag } from '../../../src/http/answer/conditional.ts';

it.each([
  [undefined, false],
  ['', false],
  ['gzip', true],
  ['GZIP', true],
  ['x-gzip', true],
  ['br,\tgzip , zstd', true],
  ['br, deflate', false],
  ['br,*', true],
  ['gzip, gzip;q=0', false],
  ['deflate, gzip;q=1.0, *;q=0.5', true],
  ['br ; q=1, gzip ; q=0.1', true],
  ['*', true],
  ['gzip;q=0', false],
  ['*, gzip;q=0', false],
  ['*;q=0', false],
  ['gzip;q=x', false],
  ['identity', false],
  ['gzip;q=0.5, identity', false],
  ['gzip;q=0.5, identity;q=0.9', false],
  ['gzip, identity;q=0.5', true],
  ['identity;q=0, gzip;q=0.1', true],
  ['notgzip', false],
])('acceptsGzip() reads %j as %j', (header, expected) => {
  expect(acceptsGzip(header)).toBe(expected);
});

it.each([
  [undefined, undefined],
  ['"b"', undefined],
  ['"a"', '"a"'],
  ['"a-gzip"', '"a-gzip"'],
  ['W/"a"', '"a"'],
  ['"b","a-gzip", "a"', '"a"'],
  [' * ', '"a"'],
  ['a', undefined],
  ['"a', undefined],
  ['"*"', undefined],
])('matchingTag() finds in %j %j', (header, expected) => {
  expect(matchingTag(header, ['"a"', '"a-gzip"'])).toBe(expected);
});
