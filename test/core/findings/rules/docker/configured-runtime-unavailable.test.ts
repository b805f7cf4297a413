import { expect, it } from 'vitest';
import { dockerRuntime, dockerRuntimes, observation, observedPlace } from '../../../../builders.ts';
import { brief, findingsOf } from '../../findings-of.ts';

const usrBin = observedPlace('/usr/bin', ['containerd-shim-runc-v2']);

it('configuredRuntimeUnavailable() names the line that defines it', () => {
  const kata = dockerRuntime({
    name: 'kata',
    runtimeType: 'io.containerd.kata.v2',
    definedIn: { file: '/etc/docker/daemon.json', line: 7 },
  });
  const [found] = findingsOf(observation({ places: [usrBin], docker: { runtimes: dockerRuntimes([kata]) } }));

  expect(found).toMatchObject({ code: 'configured-runtime-unavailable', severity: 'medium', subject: 'kata' });
  expect(found?.message).toContain('binary not installed "containerd-shim-kata-v2": file does not exist');
  expect(found?.advice.map(({ text }) => text)).toEqual([
    'Install "containerd-shim-kata-v2" from Kata Containers (https://github.com/kata-containers/kata-containers)',
    'Or remove "kata" from "/etc/docker/daemon.json" line 7, if nobody needs it',
  ]);
});

it('configuredRuntimeUnavailable() leaves the default runtime to its own rule', () => {
  const kata = dockerRuntime({ name: 'kata', path: '/opt/kata' });
  const runtimes = dockerRuntimes([kata], { defaultRuntime: 'kata' });

  expect(brief(findingsOf(observation({ places: [usrBin], docker: { runtimes } })))).toEqual([
    'high default-runtime-unavailable kata',
  ]);
});
