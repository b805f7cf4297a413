import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check, findingsAbout, list, read, resolve, sourceOf, words } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';
import { dockerContainer } from './running.ts';

const file = '/etc/docker/daemon.json';
const good = '{"data-root": "/data/docker", "runtimes": {"kata": {"runtimeType": "io.containerd.kata.v2"}}}';
const notKnown = 'It is not known where Docker keeps its containers';

/** A host with a stopped container where only daemon.json says. */
function stoppedElsewhere(config: string): CaseHost {
  const host = newHost().running().program('/usr/bin/containerd-shim-kata-v2').daemonJson(config);
  dockerContainer(host, { id: 'a'.repeat(64), name: 'db', runtime: 'kata', root: '/data/docker' });
  return host;
}

async function usedBy(host: CaseHost, ...flags: readonly string[]): Promise<readonly unknown[]> {
  const { runtimes } = await list(host, ...flags);
  return runtimes.map((runtime) => ('usedBy' in runtime ? runtime.usedBy : undefined)).filter(Boolean);
}

describe('the stopped containers of a Docker with another data root', () => {
  it('are counted where its daemon.json is read', async () => {
    expect(await usedBy(stoppedElsewhere(good))).toContainEqual({ running: 0, stopped: 1 });
  });

  it.each([
    ['refused for its JSON', good.replace('}}}', '}},}'), 'dockerd refuses "/etc/docker/daemon.json": invalid JSON: '],
    ['refused for a key', good.replace('}}}', '}}, "bogus": 1}'), "the following directives don't match any"],
    ['too large', good + ' '.repeat(2 ** 20), 'Cannot read "/etc/docker/daemon.json": larger than 1 MiB'],
  ])('are unknown where it is %s', async (_, config, why) => {
    const host = stoppedElsewhere(config);

    expect(await usedBy(host)).toEqual([]);
    const source = sourceOf(await list(host), 'containers');
    expect(source?.state).toBe('unreadable');
    expect(source?.message).toContain(`${notKnown}: `);
    expect(source?.message).toContain(why);
    expect(findingsAbout(await check(host), 'containers')).toEqual([]);
  });

  it('are unknown to a user who may not read it', async () => {
    const host = stoppedElsewhere(good).put(file, good, 0o600);

    const { stdout } = await host.runAsStranger(['list', '--json']);

    expect(stdout).not.toContain('"usedBy"');
    expect(stdout).toContain(`${notKnown}: Cannot read`);
  });

  it('are counted where a flag says it', async () => {
    const host = stoppedElsewhere(`${good},`);

    expect(await usedBy(host, '--dockerd-flag=--data-root=/data/docker')).not.toEqual([]);
  });

  it('are counted where the running Engine says it', async () => {
    const host = stoppedElsewhere(`${good},`);
    const Runtimes = { runc: { path: 'runc' }, kata: { path: '', runtimeType: 'io.containerd.kata.v2' } };
    const others = { ServerVersion: '28.4.0', DefaultRuntime: 'runc', OSType: 'linux', Swarm: {} };
    await host.engine({ DockerRootDir: '/data/docker', Runtimes, ...others });

    expect(await usedBy(host)).toContainEqual({ running: 0, stopped: 1 });
  });
});

it.each([
  ['a FIFO', ['mkfifo']],
  ['a device', ['mknod', 'c', '1', '5']],
])('a daemon.json that is %s is named as that', async (kind, [program = '', ...numbers]) => {
  const host = newHost().base();
  spawnSync(program, [host.at(file), ...numbers]);

  const why = `Cannot read "${file}": it is ${kind}, not a regular file`;
  const answer = await check(host);
  expect(sourceOf(answer, 'docker-config')).toMatchObject({ state: 'unreadable', message: why });
  expect(findingsAbout(answer, 'docker-config')).toMatchObject([
    { message: why, advice: [{ text: `Replace "${file}" with a file, or remove it` }] },
  ]);
  expect(words(await resolve(host, 'kata'))).toContain(why);
});

it('a config.toml that is a FIFO is named as that', async () => {
  const host = newHost().base();
  spawnSync('mkfifo', [host.at('/etc/containerd/config.toml')]);

  expect(words(await check(host))).toContain('it is a FIFO, not a regular file');
});

it('the null device is an empty file, as it is for dockerd', async () => {
  const host = newHost().base();
  mkdirSync(host.at('/dev'));
  spawnSync('mknod', [host.at('/dev/null'), 'c', '1', '3']);
  host.link('/dev/null', file);

  expect(sourceOf(await list(host), 'docker-config')?.state).toBe('read');
  expect((await check(host)).findings).toEqual([]);
});

it('a dockerd that runs is not called missing because it uses another containerd', async () => {
  const host = newHost().base();
  host.process(400, { argv: ['/usr/bin/dockerd', '--containerd', '/run/x/c.sock'] });
  host.process(60, { argv: ['/usr/bin/containerd'] });

  const message =
    'No running dockerd uses the containerd at "/run/containerd/containerd.sock", so shimdex reads no daemon.json: the dockerd with pid 400 uses "/run/x/c.sock"';
  expect(sourceOf(await list(host, '--containerd=60'), 'docker-config')).toMatchObject({ state: 'absent', message });
  expect(await read(host, 'resolve', 'runc', '--containerd=60')).not.toContain('No dockerd runs or is installed here');
});

it('an empty --dockerd-flag is an argument of dockerd', async () => {
  const host = newHost().base().program('/usr/bin/crun');
  const group = ['--dockerd-flag=--group', '--dockerd-flag='];

  const { runtimes } = await list(host, ...group, '--dockerd-flag=--add-runtime=nv=/usr/bin/crun');

  expect(runtimes.map(({ name }) => name)).toContain('nv');
  expect((await check(host, ...group)).findings).toEqual([]);
});
