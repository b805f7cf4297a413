import { expect, it } from 'vitest';
import { engineSocket, type Listening } from '../../src/core/docker-socket.ts';

function socket(flags: readonly string[], given: Partial<Listening> & { text?: string } = {}) {
  const { text, ...more } = given;
  const bytes = text === undefined ? undefined : new TextEncoder().encode(text);
  return engineSocket({ flags, bytes, version: '28.0.0', ...more });
}

it.each<[readonly string[], string | undefined]>([
  [[], '/var/run/docker.sock'],
  [['-H', 'fd://'], '/var/run/docker.sock'],
  [['-Hunix:///a.sock'], '/a.sock'],
  [['--host=unix:///a.sock', '-H', 'unix:///b.sock'], '/a.sock'],
  [['--host', 'tcp://0.0.0.0:2375', '--host', 'unix:///b.sock'], '/b.sock'],
  [['-H', 'unix://'], '/var/run/docker.sock'],
  [['-H', 'tcp://0.0.0.0:2375'], undefined],
  [['-H', 'unix://relative.sock'], undefined],
  [['--data-root', '/d', '--', '-H', 'unix:///a.sock'], '/var/run/docker.sock'],
])('engineSocket() of %j is %s', (flags, expected) => {
  expect(socket(flags)).toBe(expected);
});

it('engineSocket() reads hosts of daemon.json, which flags leave no room for', () => {
  const text = '{"hosts": ["tcp://0.0.0.0:2375", "unix:///file.sock"]}';

  expect(socket([], { text })).toBe('/file.sock');
  expect(socket(['-H', 'unix:///flag.sock'], { text })).toBe('/flag.sock');
});

it.each(['', '{', '[]', '{"hosts": 1}', '{"hosts": [1]}', '\u0000'])(
  'engineSocket() is not led astray by %j',
  (text) => {
    expect(socket([], { text })).toBe('/var/run/docker.sock');
  },
);

it('engineSocket() of a rootless dockerd lies in its runtime directory', () => {
  expect(socket([], { runtimeDirectory: '/run/user/1000' })).toBe('/run/user/1000/docker.sock');
  expect(socket(['-H', 'unix:///a.sock'], { runtimeDirectory: '/run/user/1000' })).toBe('/a.sock');
});
