import { expect, it } from 'vitest';
import { observation, observedPlace, program } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

it.each([
  ['0'.repeat(4), ['program-differs-from-package']],
  ['ce24', []],
])('programDiffersFromPackage() compares an OCI runtime with the digest %s of its package', (digest, codes) => {
  const owner = { manager: 'dpkg', name: 'runc', version: '1.1.5-1', recorded: { algorithm: 'md5', digest } } as const;
  const seen = observation({
    places: [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])],
    programs: new Map([['/usr/bin/runc', program({ package: owner })]]),
  });

  expect(findingsOf(seen).map(({ code }) => code)).toEqual(codes);
});
