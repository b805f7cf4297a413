import { expect, it } from 'vitest';
import { resolveRuntime } from '../../../src/core/resolve/resolve.ts';
import type { World } from '../../../src/core/world.ts';
import {
  containerd,
  docker,
  dockerRuntime,
  dockerRuntimes,
  entry,
  inspectOf,
  observation,
  observedPlace,
} from '../../builders.ts';

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

it('resolveRuntime() is certain about runc, which no configuration can replace', () => {
  const { aliases, ...certain } = ask('runc', {});

  expect(aliases).toEqual(['io.containerd.runc.v2', 'runc.v2']);
  // Its other names may be those of other runtimes in the file.
  expect(ask('runc', { docker: docker({ unreadConfig }) })).toEqual({ ...certain, aliases: [] });
});

it('resolveRuntime() names the other built-in name of runc where no configuration can replace it', () => {
  const { aliases } = ask('runc', { docker: docker({ version: '24.0.9', unreadConfig }) });

  expect(aliases).toEqual(['io.containerd.runc.v2']);
});

it.each([
  ['29.0.0', 'unknown'],
  ['25.0.0', 'unknown'],
  ['24.0.9', 'stock'],
  ['20.10.24', 'stock'],
])(
  'resolveRuntime() knows that Docker %s lets daemon.json replace io.containerd.runc.v2 or not',
  (version, verdict) => {
    const { available, permitted, ...resolution } = ask('io.containerd.runc.v2', {
      docker: docker({ version, unreadConfig }),
    });

    expect(resolution.verdict).toBe(verdict);
    expect({ available, permitted }).toEqual({ available: verdict === 'unknown' ? null : true, permitted: true });
  },
);

it('resolveRuntime() does not know a runtime of a flag, for which the file may have another entry', () => {
  const runtimes = dockerRuntimes([dockerRuntime({ name: 'crun', path: '/usr/bin/crun' })]);

  expect(ask('crun', { docker: docker({ runtimes, unreadConfig }) })).toMatchObject({
    verdict: 'unknown',
    permitted: true,
    available: null,
  });
});

it('resolveRuntime() does not name a default that is not known', () => {
  const resolution = ask('', { docker: docker({ unreadConfig }) });

  expect(resolution).toMatchObject({ verdict: 'refused', refusal: 'empty' });
  expect(JSON.stringify(resolution)).not.toContain('runc');
  expect(resolution.unavailable?.message).toContain('which is unknown: Cannot read "/etc/docker/daemon.json"');
});

it('resolveRuntime() does not know what a command without a name gets while the default is unknown', () => {
  const question = { name: '', client: 'docker', usesDefault: true } as const;

  const resolution = resolveRuntime(question, world({ docker: docker({ unreadConfig }) }));

  expect(resolution).toMatchObject({ verdict: 'unknown', permitted: null, available: null });
  expect(resolution.advice[0]?.text).toContain('as root');
});

it('resolveRuntime() does not name the default of Docker to a user of ctr', () => {
  const runtimes = dockerRuntimes([], { defaultRuntime: 'crun' });

  expect(ask('', { docker: docker({ runtimes }) }, 'containerd').advice).toEqual([
    { text: 'Name a runtime, or leave out --runtime to use the default of ctr, "io.containerd.runc.v2"' },
  ]);
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
