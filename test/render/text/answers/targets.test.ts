import { expect, it } from 'vitest';
import type { Target } from '../../../../src/model/host/target.ts';
import { renderTargets } from '../../../../src/render/text/answers/targets.ts';

const containerd: Target = {
  kind: 'containerd',
  pid: 50,
  sockets: ['/run/k3s/containerd/containerd.sock'],
  configFile: '/etc/containerd/config.toml',
  belongsTo: 'k3s',
  uid: 0,
  described: true,
  believed: true,
  flags: ['--containerd-address', '/run/k3s/containerd/containerd.sock'],
};

it('renderTargets() marks the described one and prints the options to copy', () => {
  const text = renderTargets([containerd], { colour: false });

  expect(text).toMatch(
    /^containerd \* +50 +unknown +k3s +\/etc\/containerd\/config\.toml +--containerd-address \/run\/k3s/m,
  );
  expect(text).toContain('* Described by the other commands');
});

it('renderTargets() quotes a path for the shell, and explains a process that is not believed', () => {
  const doubted = {
    ...containerd,
    uid: 1000,
    described: false,
    believed: false,
    flags: ['--containerd-address', "/a b's"],
  };

  const text = renderTargets([doubted], { colour: false });

  expect(text).toContain("--containerd-address '/a b'\\''s'");
  expect(text).toContain('user 1000');
  expect(text).toContain('? A process of another user');
});

it('renderTargets() says below the table what could not be read', () => {
  const sources = [
    { source: 'containerd-process', state: 'read' },
    { source: 'docker-config', state: 'unreadable', message: 'Cannot read the environment of dockerd' },
  ] as const;
  const { configFile: _, ...dockerd } = { ...containerd, kind: 'dockerd' as const, sockets: [], flags: [] };

  const text = renderTargets([dockerd], { colour: false }, sources);

  expect(text).toMatch(/^dockerd \* +50 +unknown +k3s +unknown +unknown: run shimdex as root$/m);
  expect(text).toMatch(/\n\nNot read: cannot read the environment of dockerd \(docker-config\)\n$/);
  expect(renderTargets([], { colour: false }, sources)).toContain('No containerd or dockerd is seen here\n');
});

it('renderTargets() says that nothing runs', () => {
  expect(renderTargets([], { colour: false })).toBe('No containerd or dockerd runs here\n');
});
