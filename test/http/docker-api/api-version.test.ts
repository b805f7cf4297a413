import { describe, expect, it } from 'vitest';
import { advertisedVersion, checkVersion, knowsStatus } from '../../../src/http/docker-api/api-version.ts';

describe('checkVersion()', () => {
  it.each(['1.24', '1.41', '1.50', '1.51', '1.51.0', '1.050'])('checkVersion() accepts %s', (asked) => {
    expect(() => checkVersion(asked, '1.51')).not.toThrow();
  });

  it.each(['1.23', '1', '0', '.', '1.'])('checkVersion() finds %s too old, in the words of the Engine', (asked) => {
    expect(() => checkVersion(asked, '1.51')).toThrow(
      `client version ${asked} is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version`,
    );
  });

  it.each(['1.52', '1.100', '2', '1.51.1'])('checkVersion() finds %s too new, in the words of the Engine', (asked) => {
    expect(() => checkVersion(asked, '1.51')).toThrow(
      `client version ${asked} is too new. Maximum supported API version is 1.51`,
    );
  });
});

it.each([
  [undefined, '1.51'],
  ['1.41', '1.51'],
  ['1.56', '1.56'],
  ['2.0', '2.0'],
  ['x', '1.51'],
  ['1.56\r\nX: y', '1.51'],
  [1.99, '1.51'],
])('advertisedVersion() with an Engine of %j is %s', (ofEngine, expected) => {
  expect(advertisedVersion(ofEngine)).toBe(expected);
});

it('knowsStatus() is true since 1.44', () => {
  expect(['1.24', '1.43', '1.44', '1.100'].map(knowsStatus)).toEqual([false, false, true, true]);
});
