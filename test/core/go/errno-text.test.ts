import { expect, it } from 'vitest';
import { errnoText } from '../../../src/core/go/errno-text.ts';

it.each([
  ['ENOENT', 'no such file or directory'],
  ['ENOTDIR', 'not a directory'],
  ['EACCES', 'permission denied'],
  ['ELOOP', 'too many levels of symbolic links'],
  ['ENAMETOOLONG', 'file name too long'],
  ['EINVAL', 'invalid argument'],
  ['ENOEXEC', 'exec format error'],
  ['EWHATEVER', 'EWHATEVER'],
])('errnoText() has the text of %s', (errno, text) => {
  expect(errnoText(errno)).toBe(text);
});
