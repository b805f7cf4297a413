import { expect, it } from 'vitest';
import { placesOf } from '../../../src/core/containerd/places.ts';
import type { ContainerdFacts } from '../../../src/model/host/containerd-facts.ts';

function containerd(given: Partial<ContainerdFacts>): ContainerdFacts {
  return {
    version: '2.3.4',
    versionSource: 'given',
    cwd: '/',
    cwdDeleted: false,
    pathSource: 'given',
    user: { uid: 0, gid: 0, groups: [] },
    executableTest: 'access',
    ...given,
  };
}

it('placesOf() orders the places as the lookup does, and writes them as Go does', () => {
  const facts = containerd({
    cwd: '/cwd',
    path: '/opt/containerd/bin:/usr/bin:rel/./x:/a//b/../c/::~/bin:.',
    optDirectory: '/opt/containerd/bin',
    executableDirectory: '/usr/local/bin',
  });

  expect(placesOf(facts)).toEqual([
    { directory: '/cwd', kind: 'cwd' },
    { directory: '/opt/containerd/bin', kind: 'opt' },
    { directory: '/usr/bin', kind: 'path' },
    { directory: '/cwd/rel/x', kind: 'path' },
    { directory: '/a/c', kind: 'path' },
    { directory: '/cwd', kind: 'path' },
    { directory: '/cwd/~/bin', kind: 'path' },
    { directory: '/cwd', kind: 'path' },
    { directory: '/usr/local/bin', kind: 'executable' },
  ]);
});

it.each([[''], [undefined]])('placesOf() finds no directory in PATH %j', (path) => {
  const facts = containerd({ cwd: '/', ...(path === undefined ? {} : { path }) });

  expect(placesOf(facts)).toEqual([{ directory: '/', kind: 'cwd' }]);
});

it('placesOf() marks the places below a deleted working directory', () => {
  const facts = containerd({ cwd: '/gone', cwdDeleted: true, path: '/bin:rel:' });

  expect(placesOf(facts)).toEqual([
    { directory: '/gone', kind: 'cwd', deleted: true },
    { directory: '/bin', kind: 'path' },
    { directory: '/gone/rel', kind: 'path', deleted: true },
    { directory: '/gone', kind: 'path', deleted: true },
  ]);
});
