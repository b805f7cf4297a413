import { expect, it } from 'vitest';
import { mergeShims } from '../../../src/core/inventory/merge-shims.ts';
import type { Policy } from '../../../src/core/policy.ts';
import type { FileFact } from '../../../src/model/host/file-fact.ts';
import type { HostFacts } from '../../../src/model/host/observation.ts';
import type { Shim } from '../../../src/model/inventory/shim.ts';
import {
  directory,
  entry,
  executable,
  inspectOf,
  missing,
  observation,
  observedPlace,
  plainFile,
} from '../../builders.ts';

const shimName = 'containerd-shim-a-v1';
const everything: Policy = { allow: [], deny: [] };

function shimsOf(seen: HostFacts, more: Record<string, FileFact> = {}, policy = everything): Shim[] {
  const { places, containerd } = seen;
  return mergeShims(places, { containerd, policy, inspect: inspectOf(seen, more) }).map(({ shim }) => shim);
}

it('mergeShims() lets the first directory of PATH win and says who shadows the others', () => {
  const shims = shimsOf(observation({ places: [observedPlace('/z', [shimName]), observedPlace('/b', [shimName])] }));

  expect(shims).toMatchObject([
    { path: `/b/${shimName}`, state: 'shadowed', reason: 'shadowed', shadowedBy: `/z/${shimName}` },
    { path: `/z/${shimName}`, state: 'effective', runtime: 'io.containerd.a.v1', aliases: ['a.v1'] },
  ]);
  expect(shims[1]).not.toHaveProperty('reason');
});

it.each([
  ['not-executable', plainFile()],
  ['is-directory', directory()],
  ['dangling-symlink', missing({ dangling: true })],
  ['dangling-symlink', missing({ errno: 'ELOOP' })],
  ['unreadable-directory', missing({ errno: 'EACCES', dangling: true })],
  ['not-regular-file', executable({ kind: 'fifo', accessible: false, mode: 0o600 })],
])('mergeShims() skips a file on PATH with reason %s and takes the next', (reason, file) => {
  const shims = shimsOf(
    observation({ places: [observedPlace('/a', [entry(shimName, file)]), observedPlace('/b', [shimName])] }),
  );

  expect(shims).toMatchObject([
    { path: `/a/${shimName}`, state: 'unusable', reason },
    { path: `/b/${shimName}`, state: 'effective' },
  ]);
});

it('mergeShims() puts an intrinsic reason before being shadowed', () => {
  const [, later] = shimsOf(
    observation({
      places: [observedPlace('/a', [shimName]), observedPlace('/b', [entry(shimName, plainFile())])],
    }),
  );

  expect(later).toMatchObject({ state: 'unusable', reason: 'not-executable' });
});

it.each([
  ['containerd-shim-runc-v2.dpkg-new', true, 'dot-in-name'],
  ['containerd-shim-foo', true, 'no-version-part'],
  ['containerd-shim-\\xff-v1', false, 'not-utf8'],
])('mergeShims() gives %s no runtime name', (binary, utf8, reason) => {
  const [only] = shimsOf(observation({ places: [observedPlace('/a', [entry(binary, executable(), utf8)])] }));

  expect(only).toMatchObject({ state: 'unusable', reason, aliases: [] });
  expect(only).not.toHaveProperty('runtime');
});

it('mergeShims() lets whatever is in the cwd win, even what cannot be executed', () => {
  const seen = observation({
    places: [observedPlace('/cwd', [entry(shimName, plainFile())], { kind: 'cwd' }), observedPlace('/b', [shimName])],
    containerd: { cwd: '/cwd' },
  });

  expect(shimsOf(seen)).toMatchObject([
    { path: `/b/${shimName}`, state: 'shadowed', shadowedBy: `/cwd/${shimName}` },
    { path: `/cwd/${shimName}`, state: 'effective', reason: 'not-executable' },
  ]);
});

it('mergeShims() takes what is next to containerd, executable or not, when PATH has none', () => {
  const seen = observation({
    places: [
      observedPlace('/a', [entry(shimName, directory())]),
      observedPlace('/exe', [entry(shimName, plainFile())], { kind: 'executable' }),
    ],
    containerd: { executableDirectory: '/exe' },
  });

  expect(shimsOf(seen)).toMatchObject([
    { path: `/a/${shimName}`, state: 'unusable', reason: 'is-directory' },
    { path: `/exe/${shimName}`, state: 'effective', reason: 'not-executable' },
  ]);
});

it('mergeShims() lists the files of a repeated directory once, and finds the winner there by its first spelling', () => {
  const broken = entry(shimName, plainFile());
  const seen = observation({
    places: [
      observedPlace('/bin', [broken], { realPath: '/usr/bin' }),
      observedPlace('/usr/bin', [broken], { kind: 'executable', state: 'duplicate', duplicateOf: '/bin' }),
    ],
    containerd: { executableDirectory: '/usr/bin' },
  });

  expect(shimsOf(seen)).toMatchObject([{ path: `/bin/${shimName}`, state: 'effective', reason: 'not-executable' }]);
});

it('mergeShims() names a winner that could not be listed', () => {
  const seen = observation({
    places: [observedPlace('/closed', [], { state: 'unreadable' }), observedPlace('/b', [shimName])],
  });

  expect(shimsOf(seen, { [`/closed/${shimName}`]: executable() })).toMatchObject([
    { path: `/b/${shimName}`, state: 'shadowed', shadowedBy: `/closed/${shimName}` },
  ]);
});

it('mergeShims() calls what the site denies unusable', () => {
  const shims = shimsOf(
    observation({ places: [observedPlace('/a', [shimName]), observedPlace('/b', [shimName])] }),
    {},
    { ...everything, deny: ['containerd-shim-a-*'] },
  );

  expect(shims).toMatchObject([
    { state: 'unusable', reason: 'policy-denied' },
    { state: 'unusable', reason: 'policy-denied' },
  ]);
});

it('mergeShims() leaves out a file that was removed between listing and look', () => {
  expect(shimsOf(observation({ places: [observedPlace('/a', [entry(shimName, missing())])] }))).toEqual([]);
});

it('mergeShims() follows the executable test of the Go that containerd was built with', () => {
  const onNoexecMount = entry(shimName, executable({ accessible: false, execErrno: 'EACCES' }));
  const places = [observedPlace('/a', [onNoexecMount])];

  expect(shimsOf(observation({ places }))).toMatchObject([{ state: 'unusable', reason: 'not-executable' }]);
  expect(shimsOf(observation({ places, containerd: { executableTest: 'mode-bits' } }))).toMatchObject([
    { state: 'effective' },
  ]);
});

it('mergeShims() shows where a link ends', () => {
  const [linked] = shimsOf(
    observation({ places: [observedPlace('/a', [entry(shimName, executable({ realPath: '/opt/x' }))])] }),
  );

  expect(linked?.realPath).toBe('/opt/x');
});
