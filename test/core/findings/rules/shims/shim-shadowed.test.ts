import { expect, it } from 'vitest';
import { entry, executable, observation, observedPlace } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

const runc = 'containerd-shim-runc-v2';
const shimName = 'containerd-shim-a-v1';

it('shimShadowed() does not report two names of one file', () => {
  const linked = entry(shimName, executable({ realPath: '/usr/bin/containerd-shim-a-v1' }));
  const twoNames = observation({
    places: [observedPlace('/usr/bin', [runc, shimName]), observedPlace('/usr/local/bin', [linked])],
  });
  const twoFiles = observation({
    places: [observedPlace('/usr/bin', [runc, shimName]), observedPlace('/usr/local/bin', [shimName])],
  });

  expect(findingsOf(twoNames)).toEqual([]);
  expect(findingsOf(twoFiles)).toMatchObject([
    {
      code: 'shim-shadowed',
      message: `"/usr/local/bin/${shimName}" is not used: containerd finds "/usr/bin/${shimName}" first`,
    },
  ]);
});
