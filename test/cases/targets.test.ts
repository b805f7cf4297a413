import { chmodSync } from 'node:fs';
import process from 'node:process';
import { expect, it } from 'vitest';
import type { PrintedTargets } from '../../src/model/printed.ts';
import { type CaseHost, newHost } from './host.ts';

const environ = {
  HOME: '/home/u',
  XDG_RUNTIME_DIR: '/run/user/1000',
  ROOTLESSKIT_STATE_DIR: '/run/user/1000/dockerd-rootless',
};

/** A rootless dockerd next to the one of the system; a stranger may not read the environment of either. */
function closed(...flags: readonly string[]): CaseHost {
  const host = newHost().running().daemonJson({});
  host.process(500, { argv: ['/usr/bin/dockerd', ...flags], environ, uid: 1000 });
  for (const pid of [300, 500]) chmodSync(host.at(`/proc/${pid}/environ`), 0o600);
  return host;
}

const parsed = ({ stdout }: { readonly stdout: string }): PrintedTargets => JSON.parse(stdout);
const targetOf = ({ targets }: PrintedTargets, pid: number) => targets.find((target) => target.pid === pid);
const isRoot = process.getuid?.() === 0;

it('targets says which sources were read, by their names', async () => {
  const { sources } = parsed(await closed().run(['targets', '--json']));

  expect(sources).toEqual(
    ['containerd-config', 'containerd-process', 'docker-config'].map((source) => ({ source, state: 'read' })),
  );
});

it.skipIf(!isRoot)('targets leaves out a file and a socket that it would have to guess', async () => {
  const answer = parsed(await closed().runAsStranger(['targets', '--json']));

  const rootless = targetOf(answer, 500);
  expect(rootless).not.toHaveProperty('configFile');
  expect(rootless).toMatchObject({ sockets: [], flags: [] });
  // A dockerd of root is not rootless, whatever its environment has.
  expect(targetOf(answer, 300)?.configFile).toBe('/etc/docker/daemon.json');
  expect(answer.sources).toContainEqual({
    source: 'docker-config',
    state: 'unreadable',
    message:
      'Cannot read the environment of dockerd, process 500, which decides where its daemon.json is: run shimdex as root, or name the file with --docker-config',
  });
});

it.skipIf(!isRoot)('targets shows a file and a socket that the command line names', async () => {
  const flags = ['--config-file=/srv/d.json', '-H', 'unix:///run/user/1000/docker.sock'];

  const answer = parsed(await closed(...flags).runAsStranger(['targets', '--json']));

  expect(targetOf(answer, 500)).toMatchObject({
    configFile: '/srv/d.json',
    flags: ['--docker-socket', '/run/user/1000/docker.sock'],
  });
  expect(answer.sources).toContainEqual({ source: 'docker-config', state: 'read' });
});

it.skipIf(!isRoot)('targets does not guess the socket of a containerd whose configuration is closed', async () => {
  const host = newHost().running().put('/etc/own.toml', 'version = 2\n[grpc]\n  address = "/run/own.sock"\n', 0o600);
  host.process(600, { argv: ['/usr/bin/containerd', '--config', '/etc/own.toml'] });

  const outcome = await host.runAsStranger(['targets', '--json']);
  const answer = parsed(outcome);

  expect(targetOf(parsed(await host.run(['targets', '--json'])), 600)?.sockets).toEqual(['/run/own.sock']);
  expect(targetOf(answer, 600)).toMatchObject({ sockets: [], flags: ['--containerd', '600'] });
  expect(answer.sources).toContainEqual({
    source: 'containerd-config',
    state: 'unreadable',
    message: expect.stringContaining('/etc/own.toml'),
  });
});

it('targets says that processes are hidden', async () => {
  const host = newHost().base().link('77', '/proc/self');

  const { stdout } = await host.run(['targets']);

  expect(stdout).toContain('No containerd or dockerd is seen here\n');
  expect(stdout).toContain('the processes of other users are hidden');
});

it.skipIf(!isRoot)('what a dockerd has is unknown while the place of its file is', async () => {
  const host = closed('-H', 'unix:///run/user/1000/docker.sock');
  host.daemonJson({ runtimes: { 'root-rt': { path: '/usr/bin/runc' } } });
  const option = '--docker-socket=/run/user/1000/docker.sock';
  host.socket(500, '/run/user/1000/docker.sock');

  const { status, stdout } = await host.runAsStranger(['resolve', '--json', option, 'root-rt']);

  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'unknown', unavailable: { reason: 'config-unreadable' } });
  expect(status).toBe(3);
});

it.skipIf(!isRoot)('the containerd of such a dockerd is its child, and never that of the system', async () => {
  const host = closed('-H', 'unix:///run/user/1000/docker.sock').put('/run/containerd/containerd.sock', '');
  host.program('/usr/local/bin/containerd-shim-kata-v2', '/home/u/bin/containerd-shim-runsc-v1');
  host.socket(500, '/run/user/1000/docker.sock');
  const processOf = async () => {
    const option = '--docker-socket=/run/user/1000/docker.sock';
    const { stdout } = await host.runAsStranger(['list', '--json', option]);
    const answer = JSON.parse(stdout) as { sources: readonly { source: string; message?: string }[] };
    return answer.sources.find(({ source }) => source === 'containerd-process');
  };

  expect(await processOf()).toMatchObject({ state: 'assumed', message: expect.stringContaining('is read') });
  host.process(510, { argv: ['/usr/bin/containerd', '-a', '/run/user/1000/c.sock'], uid: 1000, parent: 500 });
  expect(await processOf()).toMatchObject({ state: 'read' });
});
