import { expect, it } from 'vitest';
import { containerdAddress, engineSockets } from '../../../../src/core/docker/config/sockets.ts';
import { type DockerdInput, dockerd } from '../../../builders.ts';

function socket(flags: readonly string[], given: DockerdInput = {}) {
  return engineSockets(dockerd({ flags, ...given }))[0];
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
  [['-H', 'unix://@abstract'], undefined],
  [['--data-root', '/d', '--', '-H', 'unix:///a.sock'], '/var/run/docker.sock'],
])('engineSockets() of %j is %s', (flags, expected) => {
  expect(socket(flags)).toBe(expected);
});

it('engineSockets() reads hosts of daemon.json, which flags leave no room for', () => {
  const text = '{"hosts": ["tcp://0.0.0.0:2375", "unix:///file.sock"]}';

  expect(socket([], { text })).toBe('/file.sock');
  expect(socket(['-H', 'unix:///flag.sock'], { text })).toBe('/flag.sock');
});

it.each(['', '{', '[]', '{"hosts": 1}', '{"hosts": [1]}', '\u0000'])(
  'engineSockets() is not led astray by %j',
  (text) => {
    expect(socket([], { text })).toBe('/var/run/docker.sock');
  },
);

it('engineSockets() of a rootless dockerd lies in its runtime directory', () => {
  expect(socket([], { runtimeDirectory: '/run/user/1000' })).toBe('/run/user/1000/docker.sock');
  expect(socket(['-H', 'unix:///a.sock'], { runtimeDirectory: '/run/user/1000' })).toBe('/a.sock');
});

it('engineSockets() resolves relative paths in the working directory of dockerd', () => {
  expect(engineSockets(dockerd({ flags: ['-H', 'unix://rel.sock'], cwd: '/run/x' }))).toEqual(['/run/x/rel.sock']);
});

it('engineSockets() are all of them', () => {
  const flags = ['-H', 'fd://', '-H', 'tcp://0.0.0.0:2375', '-H', 'unix:///b.sock'];

  expect(engineSockets(dockerd({ flags }))).toEqual(['/var/run/docker.sock', '/b.sock']);
});

it.each<[string, readonly string[], string, readonly string[], string]>([
  ['the one it was told', ['--containerd=/a.sock'], '', ['/run/containerd/containerd.sock'], '/a.sock'],
  ['the one its file names', [], '{"containerd": "/f.sock"}', ['/run/containerd/containerd.sock'], '/f.sock'],
  ["the system's", [], '{}', ['/run/containerd/containerd.sock'], '/run/containerd/containerd.sock'],
  ['its own', [], '{}', [], '/var/run/docker/containerd/containerd.sock'],
  ['its own at another root', ['--exec-root', '/e'], '{}', [], '/e/containerd/containerd.sock'],
  ['its own at the root of its file', [], '{"exec-root": "/x"}', [], '/x/containerd/containerd.sock'],
])('containerdAddress() of a dockerd with %s', (_what, flags, text, there, expected) => {
  expect(containerdAddress(dockerd({ flags, text, pid: 7 }), (path) => there.includes(path))).toBe(expected);
});

it('containerdAddress() of a rootless dockerd is not that of the system', () => {
  const rootless = dockerd({ pid: 7, runtimeDirectory: '/run/user/1000' });
  const own = '/run/user/1000/containerd/containerd.sock';
  const system = '/run/containerd/containerd.sock';

  expect(containerdAddress(rootless, (path) => path === own || path === system)).toBe(own);
  expect(containerdAddress(rootless, (path) => path === system)).toBe(
    '/run/user/1000/docker/containerd/containerd.sock',
  );
});

it("containerdAddress() without a dockerd that runs is the system's", () => {
  expect(containerdAddress(dockerd(), () => false)).toBe('/run/containerd/containerd.sock');
});
