import { expect, it } from 'vitest';
import { dockerRuntime, dockerRuntimes, observation, observedPlace } from '../../../../builders.ts';
import { findingsOf } from '../../findings-of.ts';

const runc = 'containerd-shim-runc-v2';
const usrBin = observedPlace('/usr/bin', [runc]);

it('dockerConfigRefused() repeats the error of dockerd, and its line', () => {
  const error = { stage: 'setup', message: "runtime name 'runc' is reserved", line: 3 } as const;
  const [found] = findingsOf(observation({ places: [usrBin], docker: { configError: error } }));

  expect(found).toMatchObject({
    code: 'docker-config-refused',
    severity: 'high',
    subject: '/etc/docker/daemon.json:3',
    message: "runtime name 'runc' is reserved",
  });
  expect(found?.advice.at(-1)?.text).toBe(
    'Fix the file before the next dockerd restart, which would fail with this error',
  );
});

it('dockerConfigRefused() lists the other errors that dockerd may report', () => {
  const runtimes = dockerRuntimes([], { error: { stage: 'flag', message: 'a', anyOf: ['a', 'b'] } });
  const [found] = findingsOf(observation({ places: [usrBin], docker: { runtimes } }));

  expect(found?.subject).toBe('dockerd command line');
  expect(found?.advice[0]?.text).toContain('"a", "b"');
});

it('dockerConfigRefused() reports a default runtime whose program dockerd cannot find', () => {
  const a = dockerRuntime({ name: 'a', path: '/no/such', args: ['x'] });
  const runtimes = dockerRuntimes([a], { defaultRuntime: 'a' });
  const found = findingsOf(observation({ places: [usrBin], docker: { runtimes } }));

  expect(found).toContainEqual(
    expect.objectContaining({
      code: 'docker-config-refused',
      subject: '/etc/docker/daemon.json',
      message: expect.stringMatching(
        /^couldn't create plugin manager: error while looking up the specified runtime path: exec: "\/no\/such"/,
      ),
    }),
  );
});
