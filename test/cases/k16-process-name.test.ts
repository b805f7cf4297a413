import { describe, expect, it } from 'vitest';
import { list, read, resolve, runtimeOf, sourceOf } from './answers.ts';
import { type CaseHost, type FakeProcess, newHost } from './host.ts';

/** Docker daemons whose program has another name. */
const daemons: readonly (FakeProcess & { readonly title: string; readonly config: string })[] = [
  {
    title: 'dockerd-current of RHEL 7',
    argv: ['/usr/bin/dockerd-current', '--config-file=/etc/sysconfig/docker.json'],
    config: '/etc/sysconfig/docker.json',
  },
  {
    title: 'balenad',
    argv: ['/usr/bin/balenad', '--config-file', '/mnt/state/balena.json'],
    config: '/mnt/state/balena.json',
  },
  {
    title: 'balena-engine-daemon, which is a link to balena-engine',
    argv: ['balena-engine-daemon', '--config-file=/mnt/state/balena.json'],
    exe: '/usr/bin/balena-engine',
    config: '/mnt/state/balena.json',
  },
  {
    title: 'docker daemon of a distribution that wraps it',
    argv: ['/usr/libexec/docker/dockerd-latest', '--config-file=/srv/d.json'],
    config: '/srv/d.json',
  },
];

function runningDaemon(daemon: (typeof daemons)[number]): CaseHost {
  const host = newHost()
    .base()
    .program(daemon.exe ?? daemon.argv[0] ?? '', '/usr/bin/crun');
  host.daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } }, daemon.config);
  return host.process(300, daemon).socket(300, '/run/docker.sock');
}

describe.each(daemons)('$title', (daemon) => {
  it('is a dockerd, whose own file is read', async () => {
    const host = runningDaemon(daemon);

    const resolution = await resolve(host, 'crun');

    expect(resolution).toMatchObject({ verdict: 'configured', available: true });
    expect(sourceOf(resolution, 'docker-config')).toMatchObject({ state: 'read', file: daemon.config });
  });
});

const containerds: readonly (FakeProcess & { readonly title: string })[] = [
  {
    title: 'balena-engine-containerd',
    argv: ['balena-engine-containerd', '--config', '/run/balena-engine/containerd/containerd.toml'],
    exe: '/opt/x/bin/balena-engine-containerd',
  },
  {
    title: 'docker-containerd of Docker 18.06',
    argv: ['docker-containerd', '--config', '/var/run/docker/containerd/containerd.toml'],
    exe: '/opt/x/bin/docker-containerd',
  },
  {
    title: 'a containerd whose first word is the musl loader',
    argv: ['/lib/ld-musl-x86_64.so.1', '/opt/x/bin/containerd'],
    exe: '/lib/ld-musl-x86_64.so.1',
  },
];

it.each(containerds)('$title that owns the socket is the containerd', async (daemon) => {
  const host = newHost().base().program('/opt/x/bin/containerd-shim-kata-v2');
  host.process(210, { ...daemon, environ: { PATH: '/opt/x/bin:/usr/bin' } });
  host.socket(210, '/run/containerd/containerd.sock');

  expect(runtimeOf(await list(host), 'io.containerd.kata.v2')).toMatchObject({ available: true });
});

it('a containerd that is a part of dockerd has the PATH of dockerd', async () => {
  const host = newHost().base().program('/opt/x/bin/containerd-shim-kata-v2');
  host.process(300, { argv: ['/usr/bin/dockerd'], environ: { PATH: '/opt/x/bin:/usr/bin' } });
  host.socket(300, '/run/docker.sock').socket(300, '/run/docker/containerd/containerd.sock');

  expect(runtimeOf(await list(host), 'io.containerd.kata.v2')).toMatchObject({ available: true });
});

it('a containerd inside of dockerd does not have /opt/containerd/bin', async () => {
  const host = newHost().base().program('/opt/containerd/bin/containerd-shim-kata-v2');
  host.daemonJson({ features: { 'embedded-containerd': true } });
  host.process(300, { argv: ['/usr/bin/dockerd'] }).socket(300, '/run/docker.sock');

  const answer = await list(host, '--docker-version=29.7.0');

  expect(runtimeOf(answer, 'io.containerd.kata.v2')?.available).not.toBe(true);
});

it('k3s that is one process with its containerd as a child is found by the child', async () => {
  const bin = '/var/lib/rancher/k3s/data/0123abc/bin';
  const host = newHost().program(`${bin}/containerd`, `${bin}/containerd-shim-runc-v2`, `${bin}/runc`);
  host.process(40, { argv: ['/usr/local/bin/k3s', 'server'] });
  host.process(50, {
    argv: ['containerd', '-c', '/var/lib/rancher/k3s/agent/etc/containerd/config.toml'],
    exe: `${bin}/k3s`,
    environ: { PATH: `/usr/bin:${bin}` },
    parent: 40,
  });
  host.socket(50, '/run/k3s/containerd/containerd.sock');

  expect(runtimeOf(await list(host), 'io.containerd.runc.v2')).toMatchObject({ available: true });
});

it('a program of an unknown name that owns the socket of Docker is named, not believed silently', async () => {
  const host = newHost()
    .base()
    .process(300, { argv: ['/opt/vendor/enginex', '--config-file=/srv/d.json'] });
  host.socket(300, '/run/docker.sock');

  expect(await read(host, 'list')).toContain('enginex');
});
