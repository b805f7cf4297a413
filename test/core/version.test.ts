import { expect, it } from 'vitest';
import { isAtLeast, parseVersion } from '../../src/core/version.ts';

it.each([
  ['1.6.20', 1, 6],
  ['1.6.20~ds1', 1, 6],
  ['v24.0.9', 24, 0],
  ['docker-v29.7.2', 29, 7],
  ['5:26.1.5-1~debian', 26, 1],
  ['20.10.24+dfsg1', 20, 10],
  ['2.4.0-beta.0', 2, 4],
  ['1.7rc1', 1, 7],
  [' 1.7.24\n', 1, 7],
  ['28', 28, 0],
])('parseVersion() reads %j', (text, major, minor) => {
  expect(parseVersion(text)).toEqual({ major, minor });
});

it.each(['', 'HEAD', '547da0d5', 'b985e2313a', 'dev', '.', '1.', '2a', '__proto__'])(
  'parseVersion() makes nothing of %j',
  (text) => {
    expect(parseVersion(text)).toBeUndefined();
  },
);

it('isAtLeast() compares numbers, and treats what cannot be read as the newest', () => {
  expect(isAtLeast({ major: 1, minor: 10 }, 1, 7)).toBe(true);
  expect(isAtLeast({ major: 1, minor: 6 }, 1, 7)).toBe(false);
  expect(isAtLeast({ major: 2, minor: 0 }, 1, 7)).toBe(true);
  expect(isAtLeast(undefined, 99)).toBe(true);
});
