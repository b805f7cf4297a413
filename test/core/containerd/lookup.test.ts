import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lookUp } from '../../../src/core/containerd/lookup.ts';
import type { ContainerdFacts } from '../../../src/model/host/containerd-facts.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import { anyText } from '../../any-text.ts';
import { containerd, directory, executable, missing, plainFile } from '../../builders.ts';

const binary = 'containerd-shim-kata-v2';
const name = 'io.containerd.kata.v2';

function look(asked: string, facts: Partial<ContainerdFacts>, files: Readonly<Record<string, FileFact>>) {
  const inspect = (path: string) => {
    expect(path.startsWith('/')).toBe(true);
    return Object.hasOwn(files, path) ? (files[path] ?? missing()) : missing();
  };
  return lookUp(asked, { containerd: containerd({ executableDirectory: '/opt/c', ...facts }), inspect });
}

it('lookUp() lists every place in order, and the places after the winner as not tried', () => {
  const { attempts, path } = look(
    name,
    { path: '/a:/b:/c:/b' },
    { [`/a/${binary}`]: plainFile(), [`/b/${binary}`]: executable(), [`/c/${binary}`]: executable() },
  );

  expect(path).toBe(`/b/${binary}`);
  expect(attempts).toEqual([
    { step: 'cwd', path: `/${binary}`, outcome: 'missing' },
    { step: 'path', path: `/a/${binary}`, outcome: 'not-executable' },
    { step: 'path', path: `/b/${binary}`, outcome: 'chosen' },
    { step: 'path', path: `/c/${binary}`, outcome: 'not-tried' },
    { step: 'path', path: `/b/${binary}`, outcome: 'not-tried' },
    { step: 'executable-directory', path: `/opt/c/${binary}`, outcome: 'not-tried' },
  ]);
});

it('lookUp() prefers any file in the cwd', () => {
  const { path, file } = look(
    name,
    { cwd: '/srv' },
    { [`/srv/${binary}`]: directory(), [`/usr/bin/${binary}`]: executable() },
  );

  expect(path).toBe(`/srv/${binary}`);
  expect(file?.kind).toBe('directory');
});

it('lookUp() finds nothing in a deleted cwd', () => {
  const facts = { cwd: '/srv', cwdDeleted: true, path: 'rel:/b' };
  const files = {
    [`/srv/${binary}`]: executable(),
    [`/srv/rel/${binary}`]: executable(),
    [`/b/${binary}`]: executable(),
  };

  expect(look(name, facts, files).path).toBe(`/b/${binary}`);
});

it('lookUp() looks next to the executable last, and takes what is there', () => {
  const { path, attempts } = look(name, { path: '' }, { [`/opt/c/${binary}`]: plainFile() });

  expect(path).toBe(`/opt/c/${binary}`);
  expect(attempts.at(-1)).toEqual({ step: 'executable-directory', path, outcome: 'chosen' });
});

it('lookUp() skips the directory of an unknown executable', () => {
  const { executableDirectory: _, ...facts } = containerd();

  const { attempts } = lookUp(name, { containerd: facts, inspect: () => missing() });

  expect(attempts.map(({ step }) => step)).toEqual(['cwd', 'path']);
});

it.each([
  ['1.2.14', ['path']],
  ['1.4.13', ['path', 'executable-directory']],
  ['1.5.18', ['cwd', 'path', 'executable-directory']],
  ['2.3.4', ['cwd', 'path', 'executable-directory']],
])('lookUp() searches the places of %s', (version, steps) => {
  expect(look(name, { version }, {}).attempts.map(({ step }) => step)).toEqual(steps);
});

it.each([
  ['ENOENT', 'no such file or directory', 'missing'],
  ['ENOTDIR', 'not a directory', 'missing'],
  ['EACCES', 'permission denied', 'unreadable-directory'],
  ['ELOOP', 'too many levels of symbolic links', 'missing'],
  ['ENAMETOOLONG', 'file name too long', 'missing'],
  ['EINVAL', 'invalid argument', 'missing'],
])('lookUp() has the error of stat for an absolute path: %s', (errno, text, outcome) => {
  expect(look('/x/shim', {}, { '/x/shim': missing({ errno }) })).toEqual({
    attempts: [{ step: 'absolute', path: '/x/shim', outcome }],
    error: `failed to resolve runtime path: invalid custom binary path: stat /x/shim: ${text}`,
  });
});

it('lookUp() uses an absolute path unchanged', () => {
  expect(look('/x//./shim', {}, { '/x//./shim': plainFile() }).path).toBe('/x//./shim');
});

it('lookUp() puts the binary name into the directory of an absolute name under 1.5', () => {
  const { path, attempts } = look('/opt/x.kata.v2', { version: '1.5.18' }, { [`/opt/${binary}`]: executable() });

  expect(path).toBe(`/opt/${binary}`);
  expect(attempts[0]?.step).toBe('absolute');
});

it('lookUp() reads an absolute name as a name until 1.4', () => {
  const files = { [`/usr/bin/${binary}`]: executable(), '/opt/x.kata.v2': executable() };

  expect(look('/opt/x.kata.v2', { version: '1.4.13' }, files).path).toBe(`/usr/bin/${binary}`);
});

it('lookUp() uses the cwd as the shim when 1.6 does not find a file name with a slash', () => {
  const { path, attempts, file } = look('foo.b/ar.v1', { version: '1.6.20', cwd: '/srv' }, { '/srv': directory() });

  expect(path).toBe('/srv');
  expect(file?.kind).toBe('directory');
  expect(attempts).toEqual([
    { step: 'cwd', path: '/srv/foo.b/containerd-shim-b/ar-v1', outcome: 'missing' },
    { step: 'cwd', path: '/srv/containerd-shim-b/ar-v1', outcome: 'missing' },
    { step: 'cwd', path: '/srv', outcome: 'chosen' },
  ]);
  expect(look('foo.b/ar.v1', { version: '1.6.20', cwdDeleted: true }, {}).error).toBe(
    'failed to resolve runtime path: getwd: no such file or directory',
  );
  const closed = { ...directory(), accessible: false };
  expect(look('foo.b/ar.v1', { version: '1.6.20', cwd: '/srv' }, { '/srv': closed })).toMatchObject({
    error: 'failed to resolve runtime path: stat .: permission denied',
    attempts: [{ outcome: 'missing' }, { outcome: 'missing' }],
  });
});

it.each([
  ['', 'empty'],
  ['kata', 'no-dot'],
  ['.kata.v2', 'empty-prefix'],
  ['a.b/c', 'relative-path'],
])('lookUp() refuses %j as %s under 1.7 and later', (asked, refusal) => {
  expect(look(asked, { version: '1.7.0' }, {})).toMatchObject({ refusal, attempts: [] });
});

it('lookUp() reports an invalid name in the words of each release', () => {
  const errors = ['1.4.13', '1.6.20', '2.0.0'].map((version) => look('kata', { version }, {}).error);

  expect(errors).toEqual([
    'invalid runtime name kata, correct runtime name should format like io.containerd.runc.v1',
    'failed to resolve runtime path: invalid runtime name kata, correct runtime name should be either format like `io.containerd.runc.v1` or a full path to the binary',
    'failed to resolve runtime path: invalid runtime name kata, correct runtime name should be either format like `io.containerd.runc.v2` or a full path to the binary',
  ]);
});

it('lookUp() answers every text in every generation, with a path or an error', () => {
  const version = fc.constantFrom('1.2.0', '1.3.0', '1.5.0', '1.6.0', '1.7.0', '2.3.4');
  fc.assert(
    fc.property(anyText(), version, fc.string(), (asked, release, path) => {
      const result = look(asked, { version: release, path }, { '/': directory() });

      expect((result.path === undefined) !== (result.error === undefined)).toBe(true);
    }),
  );
});
