import { expect, it } from 'vitest';
import { resolveRuntime } from '../../../src/core/resolve/resolve.ts';
import type { World } from '../../../src/core/world.ts';
import { containerd, docker, entry, inspectOf, observation, observedPlace } from '../../builders.ts';

const seen = observation({
  places: [observedPlace('/usr/bin', [entry('containerd-shim-kata-v2'), entry('containerd-shim-runc-v2')])],
});
const unreadConfig = { errno: 'EACCES', message: 'Cannot read "/etc/docker/daemon.json": permission denied' };

function world(given: Partial<World> = {}): World {
  const { containerd: from } = seen;
  return {
    containerd: from,
    docker: docker(),
    policy: { allow: [], deny: [] },
    known: [],
    inspect: inspectOf(seen),
    ...given,
  };
}

function ask(name: string, given: Partial<World>, client: 'docker' | 'containerd' = 'docker') {
  return resolveRuntime({ name, client }, world(given));
}

it.each([
  ['nvidia', null],
  ['/usr/bin/crun', null],
  ['io.containerd.kata.v2', true],
  ['io.containerd.other.v1', true],
])('resolveRuntime() does not know about %s while the configuration cannot be read', (name, permitted) => {
  const resolution = ask(name, { docker: docker({ unreadConfig }) });

  expect(resolution).toMatchObject({ verdict: 'unknown', permitted, available: null });
  expect(resolution.unavailable?.message).toContain('permission denied');
  expect(resolution.advice[0]?.text).toContain('as root');
});

it('resolveRuntime() advises root only where permission is denied', () => {
  const large = { errno: 'EFBIG', message: 'Cannot read "/etc/docker/daemon.json": larger than 1 MiB' };

  expect(ask('nvidia', { docker: docker({ unreadConfig: large }) }).advice[0]?.text).not.toContain('root');
});

it.each(['', 'runc'])('resolveRuntime() is certain about %j whatever the configuration is', (name) => {
  const unread = ask(name, { docker: docker({ unreadConfig }) });

  expect(unread).toEqual(ask(name, {}));
});

it.each(['docker', 'containerd'] as const)('resolveRuntime() starts nothing for %s without a containerd', (client) => {
  const none = { containerd: containerd({ ...seen.containerd, isMissing: true }) };

  expect(ask('io.containerd.kata.v2', none, client)).toMatchObject({
    permitted: true,
    available: false,
    unavailable: { reason: 'no-containerd' },
  });
  expect(ask('io.containerd.kata.v2', none, client).error).toBeUndefined();
});
