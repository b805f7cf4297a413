import { expect, it } from 'vitest';
import { observation, observedPlace, program } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

const path = '/usr/bin/containerd-shim-runc-v2';

function packaged(digest: string) {
  const owner = {
    manager: 'dpkg',
    name: 'containerd',
    version: '1.6.20~ds1-1',
    recorded: { algorithm: 'md5', digest },
  } as const;
  return observation({
    places: [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])],
    programs: new Map([[path, program({ package: owner, digests: { sha256: 'a', md5: '11' } })]]),
  });
}

it('shimDiffersFromPackage() reports a shim whose content is not what its package recorded', () => {
  expect(findingsOf(packaged('22'))).toMatchObject([
    {
      code: 'shim-differs-from-package',
      severity: 'medium',
      subject: path,
      message: `"${path}" is not the file of its package: its digest differs from the one that dpkg recorded for containerd 1.6.20~ds1-1`,
      advice: [{ command: 'apt-get install --reinstall containerd' }, {}],
    },
  ]);
});

it('shimDiffersFromPackage() does not report a shim with the recorded digest', () => {
  expect(findingsOf(packaged('11'))).toEqual([]);
});
