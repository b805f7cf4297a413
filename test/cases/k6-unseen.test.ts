import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, type ListJson, list, parsed, read, resolve, runtimeOf, serious, sourceOf, words } from './answers.ts';
import { ownInfo, unnamed } from './engines.ts';
import { type CaseHost, newHost } from './host.ts';

const nvidia = { runtimes: { nvidia: { path: '/nowhere' } } };

describe('a host whose processes are hidden', () => {
  /** As hidepid=2 shows it: the own processes only. */
  const hidden = () => newHost().base().daemonJson(nvidia).link('77', '/proc/self');

  it.each([['list'], ['check'], ['resolve', 'nvidia']])(
    '%s says that the flags of dockerd and the PATH of containerd are assumed',
    async (...args) => {
      const text = await read(hidden(), ...args);

      expect(text).toMatch(/^Assumed: .*processes of other users are hidden.*dockerd.*\(docker-config\)$/m);
      expect(text).toMatch(/^Assumed: .*processes of other users are hidden.*\(containerd-process\)$/m);
      expect(text).not.toMatch(/no dockerd runs|no containerd runs|has no containerd/i);
    },
  );

  it('the Engine that answers counts as its own, which is said to be assumed', async () => {
    const host = hidden();
    await host.engine(ownInfo);

    const answer = await list(host);

    expect(runtimeOf(answer, 'runc')).toMatchObject({ available: true });
    expect(sourceOf(answer, 'docker-config')).toMatchObject({
      state: 'assumed',
      message: expect.stringContaining('serves the socket'),
    });
  });

  it('a containerd is not called missing', async () => {
    const host = newHost().program('/usr/local/bin/containerd-shim-kata-v2').link('77', '/proc/self');

    expect((await resolve(host, 'io.containerd.kata.v2')).unavailable?.reason).not.toBe('no-containerd');
  });
});

describe('an Engine of another host that does not answer', () => {
  async function silent(socket = '/run/docker.sock'): Promise<CaseHost> {
    const host = newHost()
      .base()
      .daemonJson({ ...nvidia, 'default-runtime': 'nvidia' });
    const engine = await host.engine(unnamed.info, { path: socket });
    engine.info = () => {};
    return host;
  }

  it('check holds no file of this host against it', async () => {
    expect(serious(await check(await silent())).map(({ subject }) => subject)).toEqual(['docker-engine']);
  });

  it('list shows no runtime as available, and no default runtime', async () => {
    const host = await silent();

    expect((await list(host)).runtimes.filter(({ available }) => available !== null)).toEqual([]);
    const text = await read(host, 'list');
    expect(text).toContain('Default runtime: unknown');
    expect(text).toMatch(/has not answered/);
  });

  it.each(['runc', 'nvidia', 'io.containerd.runc.v2'])('resolve gives an unknown answer for %s', async (name) => {
    const { status, ...resolution } = await resolve(await silent(), name);

    expect(resolution).toMatchObject({ verdict: 'unknown', available: null });
    expect(status).toBe(3);
  });
});

describe('a dockerd at a given socket that is not seen', () => {
  const socket = '--docker-socket=/run/second.sock';

  it('resolve does not refuse a name that its file may have', async () => {
    const { status, ...resolution } = await resolve(newHost().running(), 'nvidia', socket);

    expect(resolution).toMatchObject({ verdict: 'unknown', permitted: null, available: null });
    expect(words(resolution.advice)).toContain('--docker-config');
    expect(status).toBe(3);
  });

  it('list does not mark a default runtime', async () => {
    expect(await read(newHost().running(), 'list', socket)).not.toMatch(/ \*/);
  });

  it('a given file decides', async () => {
    const host = newHost().running().daemonJson(nvidia, '/srv/d.json');

    expect((await resolve(host, 'other', socket, '--docker-config=/srv/d.json')).verdict).toBe('refused');
  });
});

describe('a daemon.json that is closed', () => {
  const closed = (uid: number) => {
    const host = newHost().base().daemonJson({ 'default-runtime': 'crun' });
    host.process(300, { argv: ['/usr/bin/dockerd'], uid }).put('/run/docker.pid', '300');
    chmodSync(host.at('/etc/docker/daemon.json'), 0o600);
    return host;
  };

  it('list does not mark a default runtime that is not known', async () => {
    const { stdout } = await closed(0).runAsStranger(['list']);

    expect(stdout).toContain('Default runtime: unknown');
    expect(stdout).not.toMatch(/ \*/);
  });

  it.each([['docker run alpine'], ['io.containerd.runc.v2'], ['crun']])(
    'resolve does not answer %j as if the file had no entries',
    async (text) => {
      const { status, stdout } = await closed(0).runAsStranger(['resolve', '--json', '--docker-version=29.0.0', text]);
      const { client: _, ...answer } = JSON.parse(stdout);

      expect(answer).toMatchObject({ verdict: 'unknown', available: null });
      expect(answer.cause).toContain('Cannot read "/etc/docker/daemon.json": permission denied');
      expect(answer.advice[0].text).toContain('as root');
      expect(status).toBe(3);
    },
  );

  it('list has no default runtime, and io.containerd.runc.v2 is unknown', async () => {
    const { stdout } = await closed(0).runAsStranger(['list', '--json', '--docker-version=29.0.0']);
    const answer: ListJson = JSON.parse(stdout);

    expect(answer.defaultRuntime).toBe('');
    expect(runtimeOf(answer, 'runc')).toMatchObject({ available: true });
    const replaceable = runtimeOf(answer, 'io.containerd.runc.v2');
    expect(replaceable).toMatchObject({ available: null, unavailable: { reason: 'config-unreadable' } });
    expect(replaceable).not.toHaveProperty('ociRuntime');
  });

  it('to its dockerd too is not opened by running shimdex as root', async () => {
    const host = closed(65_533);

    const help = [parsed(await host.run(['check', '--json'])), parsed(await host.run(['resolve', '--json', 'crun']))];

    for (const answer of help) {
      expect(words(answer)).toContain('65533');
      expect(words(answer)).not.toMatch(/as root\b/);
    }
  });
});
