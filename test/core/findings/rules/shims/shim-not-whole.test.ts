import { expect, it } from 'vitest';
import { observation, observedPlace, program } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

const path = '/usr/bin/containerd-shim-runc-v2';

it('shimNotWhole() reports a shim whose end is missing', () => {
  const what = 'is cut off: its ELF header describes 100 bytes, and it has 50';
  const seen = observation({
    places: [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])],
    programs: new Map([[path, program({ fault: { kind: 'cut-off', what } })]]),
  });

  expect(findingsOf(seen)).toMatchObject([
    { code: 'shim-not-whole', severity: 'medium', subject: path, message: `"${path}" ${what}` },
  ]);
});
