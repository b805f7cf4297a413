import { expect, it } from 'vitest';
import type { Change } from '../../../src/model/inventory/change.ts';
import { renderDockerEvents } from '../../../src/render/docker/events.ts';
import { finding, runtime } from '../../builders.ts';

const time = '2024-01-01T00:00:00.123Z';

function change(action: Change['action'], given: Pick<Change, 'before' | 'after'>): Change {
  return { kind: 'runtime', action, key: 'key', ...given };
}

it('renderDockerEvents() has an event with its own time for each added, changed or removed runtime', () => {
  const kata = runtime({ name: 'io.containerd.kata.v2', path: '/usr/bin/containerd-shim-kata-v2', version: '3.21.0' });
  const gone = runtime({ name: 'b', available: false, unavailable: { reason: 'not-installed', message: 'Message' } });

  const events = renderDockerEvents({
    revision: 2,
    time,
    changes: [
      change('create', { after: kata }),
      { kind: 'finding', action: 'create', key: 'a', after: finding() },
      change('update', { before: kata, after: gone }),
      change('destroy', { before: gone }),
    ],
  });

  expect(events.map(({ line }) => JSON.parse(line))).toMatchObject([
    {
      Type: 'runtime',
      Action: 'create',
      Actor: {
        ID: 'io.containerd.kata.v2',
        Attributes: {
          available: 'true',
          origin: 'implicit',
          path: '/usr/bin/containerd-shim-kata-v2',
          version: '3.21.0',
        },
      },
      scope: 'local',
      time: 1704067200,
    },
    { Action: 'update', Actor: { ID: 'b', Attributes: { available: 'false', unavailable: 'not-installed' } } },
    { Action: 'destroy', Actor: { ID: 'b' } },
  ]);
  expect(events.map(({ line }) => /"timeNano":(\d+)}\n$/.exec(line)?.[1])).toEqual([
    '1704067200123000000',
    '1704067200123000001',
    '1704067200123000002',
  ]);
  expect(events.map(({ timeNano }) => timeNano)).toEqual([
    1704067200123000000n,
    1704067200123000001n,
    1704067200123000002n,
  ]);
});

it('renderDockerEvents() omits runtimes that the policy denies', () => {
  const denied = runtime({ name: 'a', permitted: false });

  expect(renderDockerEvents({ revision: 2, time, changes: [change('create', { after: denied })] })).toEqual([]);
});

it('renderDockerEvents() keeps the name, and escapes the attributes that the CLI prints', () => {
  const hostile = runtime({ name: 'a.\u001b[31m', path: '/usr/bin/\u001b[31m' });

  const [event] = renderDockerEvents({ revision: 2, time, changes: [change('create', { after: hostile })] });

  expect(event).toMatchObject({ id: 'a.\u001b[31m', attributes: { path: '/usr/bin/\\x1b[31m' } });
});
