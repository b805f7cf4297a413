import { expect, it } from 'vitest';
import { errnoOf, isOwnTrouble, isPassing } from '../../src/sources/errno.ts';

it.each(['EMFILE', 'ENFILE', 'ENOMEM'])('%s is a trouble of this process, and passes', (errno) => {
  expect([isOwnTrouble(errno), isPassing(errno)]).toEqual([true, true]);
});

it.each(['EIO', 'ESTALE'])('%s says nothing about what is at the path', (errno) => {
  expect([isOwnTrouble(errno), isPassing(errno)]).toEqual([false, true]);
});

it.each(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'])('%s is a fact of the host', (errno) => {
  expect([isOwnTrouble(errno), isPassing(errno)]).toEqual([false, false]);
});

it('errnoOf() names the error of a system call, and a path that no call accepts', () => {
  expect(errnoOf(Object.assign(new Error('no file'), { code: 'ENOENT' }))).toBe('ENOENT');
  expect(errnoOf(Object.assign(new TypeError('a zero byte'), { code: 'ERR_INVALID_ARG_VALUE' }))).toBe('EINVAL');
  expect(errnoOf('thrown')).toBe('EIO');
});
