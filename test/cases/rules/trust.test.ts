import { chmodSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { list, read, resolve, runtimeOf, sourceOf } from '../answers.ts';
import { newHost } from '../host.ts';

const evil = { runtimes: { evil: { path: '/home/mal/bin/evil' } } };
const evilPath = { PATH: '/home/mal/bin:/usr/bin' };

/** A user who is neither root nor the one who asks. */
const mal = 1000 + Number(process.getuid?.() === 1000);

describe('a process of another user that only has the name', () => {
  it('of dockerd is not asked for its file', async () => {
    const host = newHost().base().program('/home/mal/bin/evil').daemonJson(evil, '/home/mal/d.json');
    host.process(400, { argv: ['dockerd', '--config-file=/home/mal/d.json'], exe: '/home/mal/dockerd', uid: mal });

    const resolution = await resolve(host, 'evil');

    expect(resolution.verdict).toBe('refused');
    expect(sourceOf(resolution, 'docker-config')?.file).not.toBe('/home/mal/d.json');
  });

  it('of dockerd adds no runtime by its command line', async () => {
    const host = newHost().base().program('/home/mal/bin/evil');
    host.process(400, { argv: ['dockerd', '--add-runtime=evil=/home/mal/bin/evil'], uid: mal });

    expect((await resolve(host, 'evil')).verdict).toBe('refused');
  });

  it('of containerd has no say about the PATH', async () => {
    const host = newHost().base().program('/home/mal/bin/containerd-shim-evil-v1');
    host.process(100, { argv: ['containerd'], exe: '/home/mal/containerd', environ: evilPath, uid: mal });

    expect(runtimeOf(await list(host), 'io.containerd.evil.v1')).toBeUndefined();
  });

  it('of containerd is named where no other runs, with the option that describes it', async () => {
    const host = newHost().base().program('/home/mal/bin/containerd-shim-own-v1');
    host.process(100, { argv: ['containerd'], environ: evilPath, uid: mal });

    expect(await read(host, 'list')).toContain(`a process of user ${mal} is called containerd`);
    expect(await read(host, 'targets')).toContain('--containerd 100');
    expect(runtimeOf(await list(host, '--containerd=100'), 'io.containerd.own.v1')).toMatchObject({ available: true });
  });

  it('of containerd does not hide the one of root', async () => {
    const host = newHost().base().program('/opt/own/containerd-shim-own-v1');
    host.process(100, { argv: ['/usr/bin/containerd'], environ: evilPath, uid: mal });
    host.process(900, { argv: ['/usr/bin/containerd'], environ: { PATH: '/opt/own:/usr/bin' } });

    expect(runtimeOf(await list(host), 'io.containerd.own.v1')).toMatchObject({ available: true });
  });
});

describe('a process of another user', () => {
  it('is believed to be containerd when it owns the socket', async () => {
    const host = newHost().base().program('/home/mal/bin/containerd-shim-own-v1');
    host.process(100, { argv: ['containerd'], environ: evilPath, uid: mal });
    host.socket(100, '/run/containerd/containerd.sock');

    expect(runtimeOf(await list(host), 'io.containerd.own.v1')).toMatchObject({ available: true });
  });

  it('is believed to be dockerd when the pid file names it', async () => {
    const host = newHost().base().program('/usr/bin/crun');
    host.daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } }, '/srv/d.json');
    host.process(400, { argv: ['dockerd', '--config-file=/srv/d.json'], uid: mal }).put('/run/docker.pid', '400\n');

    expect((await resolve(host, 'crun')).verdict).toBe('configured');
  });
});

it('a process of the user who asks is believed by its name', async () => {
  const uid = process.getuid?.() === 0 ? 65_534 : process.getuid?.();
  const host = newHost().base().program('/usr/bin/crun');
  host.daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } }, '/srv/d.json');
  host.process(400, { argv: ['dockerd', '--config-file=/srv/d.json'], ...(uid === undefined ? {} : { uid }) });

  const { stdout } = await host.runAsStranger(['resolve', '--json', 'crun']);

  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'configured' });
});

describe('a program that ends by itself is not a daemon', () => {
  it.each([
    [['containerd', 'config', 'dump']],
    [['containerd', 'config', 'default']],
    [['containerd', '--config', '/srv/x.toml', 'config', 'dump']],
    [['containerd', '--version']],
    [['containerd', '-v']],
    [['containerd', '--help']],
    [['containerd', 'config', 'migrate']],
    [['containerd', 'oci-hook', 'x']],
  ])('%j', async (argv) => {
    const host = newHost().base().program('/opt/shot/containerd-shim-shot-v1', '/opt/own/containerd-shim-own-v1');
    host.process(100, { argv, exe: '/usr/bin/containerd', environ: { PATH: '/opt/shot:/usr/bin' } });
    host.process(900, { argv: ['/usr/bin/containerd'], environ: { PATH: '/opt/own:/usr/bin' } });

    const answer = await list(host);

    expect(runtimeOf(answer, 'io.containerd.own.v1')).toMatchObject({ available: true });
    expect(runtimeOf(answer, 'io.containerd.shot.v1')).toBeUndefined();
  });

  it.each([
    [['dockerd', '--validate', '--config-file=/srv/d.json']],
    [['dockerd', '--version', '--config-file=/srv/d.json']],
    [['dockerd', '--help', '--config-file=/srv/d.json']],
  ])('%j', async (argv) => {
    const host = newHost()
      .base()
      .daemonJson({ runtimes: { shot: { path: '/usr/bin/runc' } } }, '/srv/d.json');
    host.process(100, { argv, exe: '/usr/bin/dockerd' });

    expect((await resolve(host, 'shot')).verdict).toBe('refused');
  });
});

it.each([
  [['vim', '/usr/bin/dockerd'], '/usr/bin/vim'],
  [['sh', '-c', 'dockerd --config-file=/srv/d.json'], '/bin/sh'],
  [['grep', 'dockerd', '--config-file=/srv/d.json'], '/usr/bin/grep'],
  [['dockerd-rootless-setuptool.sh', '--config-file=/srv/d.json'], '/bin/sh'],
])('%j is not a dockerd', async (argv, exe) => {
  const host = newHost()
    .base()
    .daemonJson({ runtimes: { x: { path: '/usr/bin/runc' } } }, '/srv/d.json');
  host.process(100, { argv, exe });

  expect((await resolve(host, 'x')).verdict).toBe('refused');
});

describe.runIf(process.getuid?.() === 0)(
  'a file on the command line that its process may not read is not opened',
  () => {
    const secret = '{"hunter2-of-root": 1}';

    it.each([
      ['a file of root', '/root/secret.json'],
      ['a link to a file of root', '/home/mal/d.json'],
    ])('%s, for dockerd', async (_, file) => {
      const host = newHost()
        .base()
        .put('/root/secret.json', secret, 0o600)
        .link('/root/secret.json', '/home/mal/d.json');
      host.process(400, { argv: ['dockerd', `--config-file=${file}`], uid: mal }).put('/run/docker.pid', '400');

      for (const command of ['check', 'list']) expect(await read(host, command)).not.toContain('hunter2');
      expect(sourceOf(await list(host), 'docker-config')?.state).not.toBe('read');
    });

    it('a file of root, for containerd', async () => {
      const host = newHost().base().put('/root/secret.toml', 'hunter2-of-root = !\n', 0o600);
      host.process(100, { argv: ['containerd', '--config=/root/secret.toml'], uid: mal });
      host.socket(100, '/run/containerd/containerd.sock');

      for (const command of ['check', 'list']) expect(await read(host, command)).not.toContain('hunter2');
    });

    it('a file in a directory of root', async () => {
      const host = newHost().base().put('/root/open.json', secret);
      chmodSync(host.at('/root'), 0o700);
      host.process(400, { argv: ['dockerd', '--config-file=/root/open.json'], uid: mal }).put('/run/docker.pid', '400');

      expect(await read(host, 'check')).not.toContain('hunter2');
    });

    it('a file of the process itself is opened', async () => {
      const host = newHost()
        .base()
        .daemonJson({ runtimes: { own: { path: '/usr/bin/runc' } } }, '/home/mal/d.json');
      host
        .process(400, { argv: ['dockerd', '--config-file=/home/mal/d.json'], uid: mal })
        .put('/run/docker.pid', '400');

      expect((await resolve(host, 'own')).verdict).toBe('configured');
    });
  },
);
