import { describe, expect, it } from 'vitest';
import { check, resolve, words } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

const version = '--docker-version=28.4.0';
const task = 'io.containerd.runtime.v2.task/moby/ID/log.json';

/** A host whose configured crun is missing. */
function crunMissing(): CaseHost {
  return newHost()
    .base()
    .daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });
}

describe("the state directory of containerd in crun's error", () => {
  const toml = (state: string, address: string) => `version = 2\nstate = "${state}"\n[grpc]\naddress = "${address}"\n`;

  it('is that of the containerd that dockerd started, by its configuration', async () => {
    const address = '/var/run/docker/containerd/containerd.sock';
    const host = crunMissing().put(
      '/run/docker/containerd/containerd.toml',
      toml('/var/run/docker/containerd/daemon', address),
    );
    host.process(300, { argv: ['dockerd'], exe: '/usr/bin/dockerd' });
    host.process(310, {
      argv: ['containerd', '--config', '/var/run/docker/containerd/containerd.toml'],
      exe: '/usr/bin/containerd',
      parent: 300,
    });
    host.socket(310, address);

    expect(words(await check(host))).toContain(`open /var/run/docker/containerd/daemon/${task}`);
  });

  it.each([[['--state', '/srv/state']], [['--state=/srv/state']], [['-state', '/srv/state']]])(
    'is that of %j',
    async (flags) => {
      const host = crunMissing().process(200, { argv: ['/usr/bin/containerd', ...flags] });
      host.socket(200, '/run/containerd/containerd.sock');

      expect(words(await resolve(host, 'crun'))).toContain(`open /srv/state/${task}`);
    },
  );

  it('is below the exec root of dockerd', async () => {
    const config = '/srv/exec/containerd/containerd.toml';
    const host = crunMissing().put(config, toml('/srv/exec/containerd/daemon', '/srv/exec/containerd/containerd.sock'));
    host.process(300, { argv: ['dockerd', '--exec-root=/srv/exec'], exe: '/usr/bin/dockerd' });
    host.process(310, { argv: ['containerd', '--config', config], exe: '/usr/bin/containerd', parent: 300 });
    host.socket(310, '/srv/exec/containerd/containerd.sock');

    expect(words(await check(host))).toContain(`open /srv/exec/containerd/daemon/${task}`);
  });

  it('is that of the flag where the configuration has another', async () => {
    const host = crunMissing().put('/etc/containerd/config.toml', toml('/srv/file', '/run/containerd/containerd.sock'));
    host.process(200, { argv: ['/usr/bin/containerd', '--state=/srv/flag'] });
    host.socket(200, '/run/containerd/containerd.sock');

    expect(words(await resolve(host, 'crun'))).toContain(`open /srv/flag/${task}`);
  });

  it('is that of the usual configuration', async () => {
    const host = crunMissing().put(
      '/etc/containerd/config.toml',
      toml('/srv/state', '/run/containerd/containerd.sock'),
    );

    expect(words(await resolve(host, 'crun'))).toContain(`open /srv/state/${task}`);
  });

  it('is that of k3s', async () => {
    const host = crunMissing().process(200, {
      argv: ['containerd', '-a', '/run/k3s/containerd/containerd.sock', '--state', '/run/k3s/containerd'],
      exe: '/usr/bin/containerd',
    });
    host.process(300, { argv: ['/usr/bin/dockerd', '--containerd=/run/k3s/containerd/containerd.sock'] });
    host.socket(200, '/run/k3s/containerd/containerd.sock');

    expect(words(await resolve(host, 'crun'))).toContain(`open /run/k3s/containerd/${task}`);
  });

  it('is the default one where nothing says otherwise', async () => {
    expect(words(await resolve(crunMissing(), 'crun'))).toContain(`open /run/containerd/${task}`);
  });
});

describe('the namespace in the error', () => {
  it.each([
    [['--containerd-namespace', 'docker'], 'docker'],
    [['--containerd-namespace=x'], 'x'],
  ])('is that of dockerd with %j', async (flags, namespace) => {
    const host = crunMissing().process(300, { argv: ['/usr/bin/dockerd', ...flags] });

    expect(words(await resolve(host, 'crun'))).toContain(`${task.replace('moby', namespace)}`);
  });
});

describe('the data root of dockerd', () => {
  const name = `n${'o'.repeat(300)}`;
  const tooLong = { runtimes: { [name]: { path: '/usr/bin/runc', runtimeArgs: ['--debug'] } } };

  it.each([[['--data-root', '/srv/docker']], [['--data-root=/srv/docker']]])('is that of %j', async (flags) => {
    const host = newHost().base().daemonJson(tooLong);
    host.process(300, { argv: ['/usr/bin/dockerd', ...flags] });

    expect(words(await check(host, version))).toContain('lstat /srv/docker/runtimes/');
  });

  it('is that of daemon.json', async () => {
    const host = newHost()
      .base()
      .daemonJson({ ...tooLong, 'data-root': '/srv/docker' });

    expect(words(await check(host, version))).toContain('lstat /srv/docker/runtimes/');
  });

  it('is that of a rootless dockerd', async () => {
    const host = newHost().base().daemonJson(tooLong, '/home/ann/.config/docker/daemon.json');
    const environ = { HOME: '/home/ann', XDG_RUNTIME_DIR: '/run/user/1000', ROOTLESSKIT_STATE_DIR: '/run/user/1000/x' };
    host.process(400, { argv: ['dockerd'], exe: '/usr/bin/dockerd', environ });

    expect(words(await check(host, version))).toContain('lstat /home/ann/.local/share/docker/runtimes/');
  });
});
