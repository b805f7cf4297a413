import { describe, expect, it } from 'vitest';
import { findShim, type ShimSearch } from '../../../src/core/forecast/find-shim.ts';
import { evidenceOfRelease } from '../../../src/core/pairing/evidence.ts';
import { containerd, executable, missing, plainFile } from '../../builders.ts';
import { bundle } from './running-container.ts';

const path = '/usr/bin/containerd-shim-runc-v2';

function search(given: Partial<ShimSearch> = {}): ShimSearch {
  return {
    containerd: { ...containerd(), version: '2.3.4', path: '/usr/bin' },
    inspect: (at) => (at === path ? executable() : missing()),
    evidence: () => evidenceOfRelease('2.3.4', 'runc-v2'),
    ...given,
  };
}

describe('findShim()', () => {
  it("finds containerd's own shim, which cleans up", () => {
    expect(findShim(bundle(), search())).toEqual({
      path,
      shimFile: { found: true, deletes: true, needsRuntimeFile: false },
    });
  });

  it('does not know whether the shim of another project cleans up', () => {
    expect(findShim(bundle(), search({ evidence: () => ({}) }))).toEqual({ path, shimFile: { found: true } });
  });

  it('finds a file that does not execute, which does not clean up', () => {
    const { shimFile } = findShim(bundle(), search({ inspect: () => plainFile() })) ?? {};

    expect(shimFile).toMatchObject({ found: true, deletes: false });
  });

  it.each([null, ''])('looks the name of the metadata up when the bundle has %j', (shimBinaryPath) => {
    const found = findShim(bundle({ shimBinaryPath }), search({ runtimeName: 'io.containerd.runc.v2' }));

    expect(found).toMatchObject({ path });
  });

  it.each([
    [{ shimBinaryPath: `${path}\n` }, {}, 'file-missing'],
    [{ shimBinaryPath: 'containerd-shim-runc-v2' }, {}, 'name-invalid'],
    [{ shimBinaryPath: null }, { runtimeName: null }, 'not-in-metadata'],
  ] as const)('does not find %j', (given, metadata, why) => {
    expect(findShim(bundle(given), search(metadata))).toEqual({ shimFile: { found: false, why } });
  });

  it('does not know the shim without the metadata', () => {
    expect(findShim(bundle({ shimBinaryPath: null }), search())).toBeUndefined();
  });
});
