import { expect, it } from 'vitest';
import { observation, observedPlace, program } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

const what = 'is cut off: its ELF header describes 100 bytes, and it has 50';

it('programNotWhole() reports an OCI runtime whose end is missing', () => {
  const seen = observation({
    places: [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])],
    programs: new Map([['/usr/bin/runc', program({ fault: { kind: 'cut-off', what } })]]),
  });

  expect(findingsOf(seen)).toMatchObject([
    { code: 'program-not-whole', severity: 'medium', subject: '/usr/bin/runc', message: `"/usr/bin/runc" ${what}` },
  ]);
});
