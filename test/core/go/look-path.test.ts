import { expect, it } from 'vitest';
import { isExecutable, passedOver, searchCandidates } from '../../../src/core/go/look-path.ts';
import { directory, executable, missing, plainFile } from '../../builders.ts';

it('searchCandidates() tries every element, including duplicates and the cwd', () => {
  const candidates = searchCandidates('x', '/b:/b/./:rel::../c', '/srv/cwd');

  expect(candidates.map(({ path }) => path)).toEqual(['/b/x', '/b/x', '/srv/cwd/rel/x', '/srv/cwd/x', '/srv/c/x']);
  expect(candidates.map(({ relative }) => relative)).toEqual([false, false, true, true, true]);
});

it('searchCandidates() is empty without a path', () => {
  expect(searchCandidates('x', '', '/')).toEqual([]);
  expect(searchCandidates('x', undefined, '/')).toEqual([]);
});

it("isExecutable() uses the mode or the kernel's answer", () => {
  const forOwner = executable({ mode: 0o700, accessible: false });

  expect(isExecutable(forOwner, 'mode-bits')).toBe(true);
  expect(isExecutable(forOwner, 'access')).toBe(false);
  expect(isExecutable(directory(), 'mode-bits')).toBe(false);
  expect(isExecutable(executable({ kind: 'fifo' }), 'access')).toBe(true);
  expect(isExecutable(missing(), 'access')).toBe(false);
});

it.each([
  [missing(), 'missing'],
  [missing({ errno: 'ENOTDIR' }), 'missing'],
  [missing({ dangling: true }), 'dangling-symlink'],
  [missing({ errno: 'EACCES' }), 'unreadable-directory'],
  [directory(), 'is-directory'],
  [plainFile(), 'not-executable'],
] as const)('passedOver() has a word for %o', (file, outcome) => {
  expect(passedOver(file)).toBe(outcome);
});
