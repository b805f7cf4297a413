import { expect, it } from 'vitest';
import { dockerRuntimes, observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const usrBin = observedPlace('/usr/bin', ['containerd-shim-runc-v2']);

it('defaultRuntimeUnavailable() finds a default that is not configured and not installed', () => {
  const runtimes = dockerRuntimes([], { defaultRuntime: 'io.containerd.kata.v2' });

  expect(brief(findingsOf(observation({ places: [usrBin], docker: { runtimes } })))).toEqual([
    'high default-runtime-unavailable io.containerd.kata.v2',
  ]);
});

it('defaultRuntimeUnavailable() finds nothing without Docker', () => {
  expect(findingsOf(observation({ docker: { present: false } }))).toEqual([]);
});
