import { expect, it } from 'vitest';
import { containerd, executable, observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const places = [observedPlace('/usr/bin', ['containerd-shim-runc-v2'])];
const host = observation({ places, containerd: containerd({ path: '/usr/local/bin:/usr/bin' }) });

it('ociRuntimeShadowed() names both programs', () => {
  const local = { ...executable(), realPath: '/usr/local/bin/runc' };

  const found = findingsOf(host, {}, { '/usr/local/bin/runc': local, '/usr/bin/runc': executable() });

  expect(brief(found)).toEqual(['low oci-runtime-shadowed /usr/local/bin/runc']);
  expect(found[0]?.message).toContain('/usr/bin/runc');
});

it('ociRuntimeShadowed() treats two links to one file as one program', () => {
  const file = executable({ realPath: '/usr/bin/runc' });

  expect(findingsOf(host, {}, { '/usr/local/bin/runc': file, '/usr/bin/runc': file })).toEqual([]);
});
