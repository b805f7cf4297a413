import { chownSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { list, read, resolve, runtimeOf, sourceOf } from './answers.ts';
import { ownInfo } from './engines.ts';
import { type CaseHost, newHost } from './host.ts';

const rootlessSocket = '/run/user/1000/docker/containerd/containerd.sock';
const k3sSocket = '/run/k3s/containerd/containerd.sock';
const k3sBin = '/var/lib/rancher/k3s/data/current/bin';

/** The Docker of the system, that of a user, and k3s, each with its own containerd. */
function threeOfThem(): CaseHost {
  const host = newHost().running();
  host.daemonJson({ runtimes: { 'root-rt': { path: '/usr/bin/runc' } } });
  const home = '/home/u';
  host.program(`${home}/bin/containerd`, `${home}/bin/containerd-shim-kata-v2`, `${home}/bin/dockerd`);
  host.daemonJson({ runtimes: { 'user-rt': { path: '/usr/bin/runc' } } }, `${home}/.config/docker/daemon.json`);
  const environ = {
    PATH: `${home}/bin:/usr/bin`,
    HOME: home,
    XDG_RUNTIME_DIR: '/run/user/1000',
    ROOTLESSKIT_STATE_DIR: '/run/user/1000/dockerd-rootless',
  };
  host.process(500, { argv: [`${home}/bin/dockerd`], environ, uid: 1000 });
  host.socket(500, '/run/user/1000/docker.sock');
  const config = '/run/user/1000/docker/containerd/containerd.toml';
  host.put(config, `version = 2\n[grpc]\n  address = "${rootlessSocket}"\n`);
  host.process(510, { argv: [`${home}/bin/containerd`, '--config', config], environ, uid: 1000, parent: 500 });
  host.socket(510, rootlessSocket);
  host.program(`${k3sBin}/containerd`, `${k3sBin}/containerd-shim-runc-v2`, `${k3sBin}/runc`);
  const k3s = [`${k3sBin}/containerd`, '-a', k3sSocket];
  return host.process(600, { argv: k3s, environ: { PATH: `${k3sBin}:/usr/bin` } }).socket(600, k3sSocket);
}

const names = async (host: CaseHost, ...options: readonly string[]) =>
  (await list(host, ...options)).runtimes.map(({ name }) => name);

describe.each([
  ['--containerd=510'],
  [`--containerd-address=${rootlessSocket}`],
  ['--docker-socket=/run/user/1000/docker.sock'],
])('%s', (option) => {
  it.skipIf(process.getuid?.() !== 0)('describes the containerd of a user with the Docker in front of it', async () => {
    const host = threeOfThem();
    // The owner of the socket is believed, and so is the owner's dockerd.
    await host.containerd({}, rootlessSocket);
    chownSync(host.at(rootlessSocket), 1000, 1000);

    const found = await names(host, option);

    expect(found).toContain('io.containerd.kata.v2');
    expect(found).not.toContain('root-rt');
    expect(found).toContain('user-rt');
  });
});

describe.each([['--containerd=600'], [`--containerd-address=${k3sSocket}`]])('%s', (option) => {
  it('does not mix the containerd of k3s with a Docker that does not use it', async () => {
    const answer = await list(threeOfThem(), option);

    expect(runtimeOf(answer, 'root-rt')).toBeUndefined();
    expect(runtimeOf(answer, 'io.containerd.runc.v2')).toMatchObject({
      available: true,
      path: `${k3sBin}/containerd-shim-runc-v2`,
    });
    expect(sourceOf(answer, 'docker-config')).toEqual({
      source: 'docker-config',
      state: 'absent',
      message: `No running dockerd uses the containerd at "${k3sSocket}", so shimdex reads no daemon.json: the dockerd with pid 300 uses "/run/containerd/containerd.sock"`,
    });
  });

  it('asks no Engine that does not use it', async () => {
    const host = threeOfThem();
    await host.engine({ ...ownInfo, Runtimes: { 'engine-rt': { path: '/usr/bin/runc' } } });

    const answer = await list(host, option);

    expect(runtimeOf(answer, 'engine-rt')).toBeUndefined();
    expect(sourceOf(answer, 'docker-engine')).toMatchObject({
      state: 'absent',
      message: 'No running dockerd uses this containerd',
    });
  });

  it('says so in text, and refuses a name that only the other Docker has', async () => {
    const host = threeOfThem();

    expect(await read(host, 'list', option)).toContain('no running dockerd uses the containerd at');
    expect((await resolve(host, 'root-rt', option)).verdict).toBe('refused');
  });

  it('leaves the choice to who names the Docker as well', async () => {
    const found = await names(threeOfThem(), option, '--docker-config=/etc/docker/daemon.json');

    expect(found).toContain('root-rt');
  });
});

it.each([
  ['510', rootlessSocket],
  ['600', k3sSocket],
])('--containerd %s asks at the socket of that process', async (pid, socket) => {
  const host = threeOfThem();
  await host.containerd({}, socket);

  expect(sourceOf(await list(host, `--containerd=${pid}`), 'containerd-socket')).toMatchObject({ state: 'read' });
});

it('what is in front of a containerd is unknown while the configuration of a dockerd is', async () => {
  const host = newHost()
    .base()
    .daemonJson(' '.repeat(2 ** 20 + 1));
  host.process(300, { argv: ['/usr/bin/dockerd'] }).put('/run/docker.pid', '300');
  host.process(600, { argv: ['/usr/bin/containerd', '-a', k3sSocket] }).socket(600, k3sSocket);

  const { status, ...answer } = await resolve(host, 'root-rt', '--containerd=600');

  expect(answer).toMatchObject({ verdict: 'unknown', unavailable: { reason: 'config-unreadable' } });
  expect(status).toBe(3);
});

it('targets marks the Docker in front of the containerd that is named', async () => {
  const { stdout } = await threeOfThem().run(['targets', '-o', 'json', '--containerd=510']);

  const { targets } = JSON.parse(stdout) as { targets: readonly { pid: number; described: boolean }[] };

  expect(targets.filter(({ described }) => described).map(({ pid }) => pid)).toEqual([510, 500]);
});
