import { beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/inventory/change.ts';
import { finding, runtime } from '../builders.ts';
import { eventually } from '../eventually.ts';
import { temporaryDirectory } from '../http/serving.ts';
import { apiVersionOf, type DockerCli, dockerClis, isSince, runDocker, startDocker } from './docker-clients.ts';
import { type Facade, serveFacade } from './facade.ts';

const kata = runtime({ name: 'io.containerd.kata.v2', path: '/opt/kata/bin/containerd-shim-kata-v2' });
const runc = runtime({ name: 'runc', origin: 'stock', ociRuntime: { path: 'runc', args: [] } });
const names = ['io.containerd.kata.v2', 'runc'];
const created: Change = { kind: 'runtime', action: 'create', key: kata.name, after: kata };
const destroyed: Change = { kind: 'runtime', action: 'destroy', key: kata.name, before: kata };

const clis = await dockerClis();

it('there are docker CLIs of several ages to ask', () => {
  expect(clis.map(({ version }) => version)).toEqual(expect.arrayContaining(['20.10.24', '26.1.5']));
});

describe.each(clis)('docker $version at $path', (cli: DockerCli) => {
  let facade: Facade;
  beforeEach(async () => {
    facade = await serveFacade({ runtimes: [kata, runtime({ name: 'a.v1', available: false }), runc] });
  });

  /** Runs the CLI against both addresses, which must not make a difference. */
  async function onBoth(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const outcomes = [];
    for (const host of facade.hosts) outcomes.push(await runDocker(cli, ['-H', host, ...args], { env }));
    return outcomes;
  }

  it('info shows every permitted, available runtime and prints nothing on stderr', async () => {
    for (const { status, stdout, stderr } of await onBoth(['info'])) {
      expect([status, stderr]).toEqual([0, '']);
      expect(/^ Runtimes: (.*)$/m.exec(stdout)?.[1]?.trim().split(' ').toSorted()).toEqual(names);
      expect(stdout).toMatch(/^ Default Runtime: runc$/m);
      expect(stdout).toMatch(/^ Swarm: inactive$/m);
      expect(stdout).toMatch(/^ Server Version: 28\.2\.2$/m);
      expect(stdout).toMatch(/^ Name: default$/m);
    }
    const pair = ['HEAD /_ping', `GET /v${apiVersionOf(cli)}/info`];
    expect(facade.asked()).toEqual([...pair, ...pair]);
  });

  it('info --format has the runtimes, and the status where the version of its API knows it', async () => {
    for (const { stdout, stderr } of await onBoth(['info', '--format', '{{json .Runtimes}}'])) {
      const runtimes = JSON.parse(stdout);
      expect(stderr).toBe('');
      expect(Object.keys(runtimes)).toEqual(names);
      expect(runtimes.runc).toMatchObject({ path: 'runc' });
      // The status came with Docker 25; an older CLI drops what it does not know.
      expect(runtimes[kata.name].status?.['io.shimdex.path']).toBe(isSince(cli, 25) ? kata.path : undefined);
    }
  });

  it.each(['1.24', '1.30', '1.41', '1.43'])('info of API version %s has no status', async (version) => {
    for (const { stdout, stderr } of await onBoth(['info', '--format', '{{json .Runtimes}}'], {
      DOCKER_API_VERSION: version,
    })) {
      const runtimes = JSON.parse(stdout);
      expect([stderr, Object.keys(runtimes), runtimes[kata.name].status]).toEqual(['', names, undefined]);
    }
  });

  it('info of an API version out of range shows the words of the Engine', async () => {
    for (const [version, word] of [
      ['1.23', 'too old. Minimum supported API version is 1.24, please upgrade your client to a newer version'],
      ['1.99', 'too new. Maximum supported API version is 1.51'],
    ] as const) {
      for (const { status, stdout, stderr } of await onBoth(['info'], { DOCKER_API_VERSION: version })) {
        expect(status).toBe(1);
        // 20.10 prints it on stdout, and below 1.24, where errors were not JSON yet, as it came.
        const printed = isSince(cli, 23) ? stderr : stdout;
        expect(printed).toContain(`client version ${version} is ${word}`);
      }
    }
  });

  it('info prints our warnings, a line each', async () => {
    facade.reader.show({
      runtimes: [runc],
      findings: [
        finding({ severity: 'high', message: 'Bad\u001b[31m', code: 'one' }),
        finding({ severity: 'high', message: 'Worse', code: 'two' }),
      ],
    });

    for (const { status, stderr } of await onBoth(['info'])) {
      expect([status, stderr]).toEqual([0, 'WARNING: shimdex: Bad\\x1b[31m (one)\nWARNING: shimdex: Worse (two)\n']);
    }
  });

  it('version says which server answers', async () => {
    for (const { status, stdout, stderr } of await onBoth(['version'])) {
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Server: shimdex$/m);
      expect(stdout).toMatch(/^ {2}API version: +1\.51 \(minimum version 1\.24\)$/m);
      expect(stdout).toMatch(/^ shimdex:\n {2}Version: +0\.0\.0$/m);
      expect(stdout.match(/^ Engine:$/gm)).toHaveLength(1);
    }
    for (const { stdout } of await onBoth(['version', '--format', '{{.Server.Version}} {{.Server.MinAPIVersion}}'])) {
      expect(stdout).toBe('28.2.2 1.24\n');
    }
  });

  it('context leads there too', async () => {
    for (const host of facade.hosts) {
      const home = temporaryDirectory();
      const make = await runDocker(cli, ['context', 'create', 'shim', '--docker', `host=${host}`], { home });
      const info = await runDocker(cli, ['--context', 'shim', 'info', '--format', '{{json .Runtimes}}'], { home });

      expect(make.status).toBe(0);
      expect([info.stderr, Object.keys(JSON.parse(info.stdout))]).toEqual(['', names]);
    }
  });

  it('events shows what happens as it happens, and ends with the service', async () => {
    const listening = facade.hosts.map((host) => startDocker(cli, ['-H', host, 'events']));
    await eventually(() => {
      facade.reader.show({}, [created]);
      for (const { printed } of listening) expect(printed().stdout).not.toBe('');
    });

    for (const { printed } of listening) {
      expect(printed().stdout.split('\n')[0]).toBe(
        '2024-01-01T00:00:00.000000000Z runtime create io.containerd.kata.v2 (available=true, origin=implicit, path=/opt/kata/bin/containerd-shim-kata-v2)',
      );
      expect(printed().stderr).toBe('');
    }
    facade.end();
    for (const { child } of listening) await eventually(() => expect(child.exitCode).toBe(0));
  });

  it('events filters, and reads the past', async () => {
    facade.reader.show({}, [created, destroyed]);
    facade.reader.show({}, [created]);
    const past = ['--since', '2023-12-31T00:00:00Z', '--until', '2024-01-02'];
    const actionsOf = async (args: readonly string[]) => {
      const outcomes = await onBoth(['events', ...past, ...args, '--format', '{{.Type}} {{.Action}} {{.Actor.ID}}']);
      for (const { status, stderr } of outcomes) expect([status, stderr]).toEqual([0, '']);
      expect(outcomes[0]?.stdout).toBe(outcomes[1]?.stdout);
      return outcomes[0]?.stdout.trimEnd().split('\n');
    };

    expect(await actionsOf([])).toEqual(
      ['create', 'destroy', 'create'].map((action) => `runtime ${action} io.containerd.kata.v2`),
    );
    expect(await actionsOf(['--filter', 'event=destroy', '--filter', 'type=runtime'])).toHaveLength(1);
    expect(await actionsOf(['--filter', 'runtime=io.containerd.kata.v2'])).toHaveLength(3);
    expect(await actionsOf(['--filter', 'type=container'])).toEqual(['']);
  });

  it('events understands durations, which the CLI turns into seconds', async () => {
    const [outcome] = await onBoth(['events', '--since', '1h30m', '--until', '0.5s']);

    expect(outcome).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(facade.asked()[1]).toMatch(/since=\d+(\.\d{9})?&until=\d+(\.\d{9})?$/);
  });

  it('everything else is answered as an Engine answers what it does not know', async () => {
    for (const args of [['ps'], ['images'], ['create', '--runtime', 'x.y', 'busybox'], ['system', 'df']]) {
      for (const { status, stdout, stderr } of await onBoth(args)) {
        expect([status, stdout]).toEqual([1, '']);
        expect(stderr).toContain('page not found');
      }
    }
  });

  it('an upload is answered, not cut off', async () => {
    const [outcome] = await onBoth(['load', '-i', process.execPath]);

    expect(outcome).toMatchObject({ status: 1, stderr: expect.stringContaining('page not found') });
  });
});
