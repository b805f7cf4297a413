import { describe, expect, it } from 'vitest';
import { check, findingsAbout, list, read, resolve, sourceOf, words } from './answers.ts';
import { type CaseHost, newHost, servicePath } from './host.ts';

const nvidia = { runtimes: { nvidia: { path: '/usr/bin/nvidia-container-runtime' } } };
const systemFile = '/etc/docker/daemon.json';

/** A rootless dockerd and its containerd, next to the Docker of the system. */
function rootlessHost(home = '/home/ann', uid = 1000): CaseHost {
  const host = newHost().base().program('/usr/bin/nvidia-container-runtime').daemonJson(nvidia);
  const bin = `${home}/bin`;
  for (const name of ['dockerd', 'containerd', 'containerd-shim-runc-v2', 'runc']) host.program(`${bin}/${name}`);
  const runtimeDirectory = `/run/user/${uid}`;
  const environ = {
    PATH: `${bin}:/usr/bin`,
    HOME: home,
    XDG_RUNTIME_DIR: runtimeDirectory,
    ROOTLESSKIT_STATE_DIR: `${runtimeDirectory}/dockerd-rootless`,
  };
  const config = `${runtimeDirectory}/docker/containerd/containerd.toml`;
  host.process(400, { argv: ['dockerd'], exe: `${bin}/dockerd`, environ });
  host.process(410, { argv: ['containerd', '--config', config], exe: `${bin}/containerd`, environ, parent: 400 });
  return host.socket(410, `${runtimeDirectory}/docker/containerd/containerd.sock`);
}

it('resolve names the file that a rootless dockerd reads, and the other one that has the name', async () => {
  const { status, ...resolution } = await resolve(rootlessHost(), 'nvidia');

  expect(status).toBe(1);
  expect(resolution.error).toBe('unknown or invalid runtime name: nvidia');
  const help = words([resolution.note, resolution.advice]);
  expect(help).toContain('/home/ann/.config/docker/daemon.json');
  expect(help).toContain(systemFile);
  expect(help).toContain('400');
});

it('sources name the file in effect that is not there', async () => {
  expect(sourceOf(await list(rootlessHost()), 'docker-config')).toMatchObject({
    state: 'absent',
    file: '/home/ann/.config/docker/daemon.json',
  });
});

it.each(['list', 'check'])('%s names the file in effect that is not there', async (command) => {
  expect(await read(rootlessHost(), command)).toContain('/home/ann/.config/docker/daemon.json');
});

it('the shim of the system is not a shadowed one of a rootless Docker', async () => {
  const answer = await check(rootlessHost());

  expect(answer.findings.filter(({ code }) => code === 'shim-shadowed')).toEqual([]);
});

it('sources name the file in effect that was read', async () => {
  const host = newHost().running().daemonJson(nvidia);

  expect(sourceOf(await list(host), 'docker-config')).toMatchObject({ state: 'read', file: systemFile });
});

it.each(['/etcdocker/daemon.json', '/etc/docker/daemon.jsonc', '/etc/docker/deamon.json'])(
  'check says which file it looked for when it was saved as %s',
  async (path) => {
    const host = newHost().base().daemonJson(nvidia, path);

    expect(await read(host, 'check')).toContain(systemFile);
    expect(await read(host, 'resolve', 'nvidia')).toContain(systemFile);
  },
);

it('a daemon.json that is a link to nothing is absent, and its target is named', async () => {
  const host = newHost().running().link('/nix/store/gone/daemon.json', systemFile);

  const answer = await list(host);

  expect(sourceOf(answer, 'docker-config')).toMatchObject({ state: 'absent', file: systemFile });
  expect(words(sourceOf(answer, 'docker-config'))).toContain('/nix/store/gone/daemon.json');
  expect(await read(host, 'list')).toContain('/nix/store/gone/daemon.json');
});

it('a daemon.json that is a link to a file elsewhere is the file in effect', async () => {
  const host = newHost().running().daemonJson(nvidia, '/srv/docker.json').link('/srv/docker.json', systemFile);

  expect(sourceOf(await list(host), 'docker-config')).toMatchObject({ state: 'read', file: systemFile });
});

it('resolve names the file of --config-file when the usual one was edited', async () => {
  const host = newHost().base().daemonJson(nvidia).daemonJson({}, '/srv/dockerd.json');
  host.process(300, { argv: ['/usr/bin/dockerd', '--config-file', '/srv/dockerd.json'] });

  const resolution = await resolve(host, 'nvidia');

  expect(resolution.verdict).toBe('refused');
  const help = words([resolution.note, resolution.advice]);
  expect(help).toContain('/srv/dockerd.json');
  expect(help).toContain(systemFile);
});

it.each([
  '/root/.config/docker/daemon.json',
  '/home/ann/.config/docker/daemon.json',
  '/var/snap/docker/current/config/daemon.json',
])("resolve finds the name in %s when it is not dockerd's file", async (path) => {
  const host = newHost().running().daemonJson({}).daemonJson(nvidia, path);

  const resolution = await resolve(host, 'nvidia');

  expect(resolution.verdict).toBe('refused');
  const help = words([resolution.note, resolution.advice]);
  expect(help).toContain(path);
  expect(help).toContain(systemFile);
});

it('resolve does not name a file that has other runtimes only', async () => {
  const path = '/home/ann/.config/docker/daemon.json';
  const host = newHost()
    .running()
    .daemonJson({})
    .daemonJson({ runtimes: { crun: { path: 'crun' } } }, path);

  expect(words(await resolve(host, 'nvidia'))).not.toContain(path);
});

it('resolve of a name in the daemon.json in effect does not mention other files', async () => {
  const host = newHost().running().program('/usr/bin/nvidia-container-runtime').daemonJson(nvidia);
  host.daemonJson(nvidia, '/home/ann/.config/docker/daemon.json');

  const resolution = await resolve(host, 'nvidia');

  expect(resolution).toMatchObject({ verdict: 'configured', available: true });
  expect(words(resolution)).not.toContain('/home/ann');
});

it('a rootless dockerd whose XDG_CONFIG_HOME is set reads its file there', async () => {
  const host = newHost().base().daemonJson(nvidia, '/srv/cfg/docker/daemon.json');
  host.process(400, {
    argv: ['dockerd', '--rootless'],
    exe: '/usr/bin/dockerd',
    environ: {
      PATH: servicePath,
      HOME: '/home/ann',
      XDG_CONFIG_HOME: '/srv/cfg',
      XDG_RUNTIME_DIR: '/run/user/1000',
      ROOTLESSKIT_STATE_DIR: '/run/user/1000/dockerd-rootless',
    },
  });

  expect(sourceOf(await list(host), 'docker-config')).toMatchObject({ file: '/srv/cfg/docker/daemon.json' });
});

it('check finds nothing about a file that is not in effect', async () => {
  const host = rootlessHost().daemonJson('{"runtimes": {"runc": {"path": "x"}},}');

  expect(findingsAbout(await check(host), systemFile)).toEqual([]);
});

describe('options in a file that other systems read', () => {
  const unit = (line: string) => `[Service]\n${line}\nExecStart=/usr/bin/dockerd -H fd:// $DOCKER_OPTS\n`;
  const host = (file: string, line = '') =>
    newHost()
      .base()
      .program('/usr/bin/crun')
      .put(file, '# a comment: --add-runtime=youki=/x\nDOCKER_OPTS="--add-runtime crun=/usr/bin/crun"\n')
      .put('/usr/lib/systemd/system/docker.service', unit(line));

  it.each(['/etc/default/docker', '/etc/sysconfig/docker', '/etc/conf.d/docker'])(
    'resolve says that %s does not reach dockerd, and has the entry to write',
    async (file) => {
      const { verdict, note, advice } = await resolve(host(file), 'crun');

      expect(verdict).toBe('refused');
      expect(note).toBe(`"crun" is an option in "${file}", which is not in the command line of dockerd`);
      expect(advice?.[0]?.snippet).toContain('"path": "/usr/bin/crun"');
      expect((await resolve(host(file), 'youki')).note).toBeUndefined();
    },
  );

  it('resolve finds the runtime where the unit reads the file', async () => {
    const reading = host('/etc/default/docker', 'EnvironmentFile=-/etc/default/docker');

    expect(await resolve(reading, 'crun')).toMatchObject({ verdict: 'configured', available: true });
  });
});
