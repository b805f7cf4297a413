import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { newHost } from '../cases/host.ts';
import { ask, temporaryDirectory } from '../http/serving.ts';
import { type DockerCli, dockerClis, isSince, runDocker, startDocker } from './docker-clients.ts';
import { homeWithPlugin } from './docker-plugin/home.ts';
import { refusingEngine } from './docker-plugin/refusing-engine.ts';
import { printedAtTerminal } from './docker-plugin/terminal.ts';

/** What the Engine of another host says, and the beginning of what shimdex says about this host. */
const refusal = 'unknown or invalid runtime name: kata';
const advice = '\n    "kata" is not configured in Docker';

const clis = await dockerClis();
const PATH = process.env['PATH'] ?? '';

describe.each(clis)('docker $version at $path', (cli: DockerCli) => {
  /** Nothing listens at the Engine's socket. */
  const run = (...args: readonly string[]) =>
    runDocker(cli, args, { env: { PATH, DOCKER_HOST: 'unix:///no/such/docker.sock' }, home: homeWithPlugin() });

  it('lists the plugin in its help and in docker info', async () => {
    const [help, info] = [await run('--help'), await run('info', '--format', '{{json .ClientInfo.Plugins}}')];

    expect(help.stdout).toMatch(/^ +shimdex\* +.*Show which container runtimes this host can start/m);
    expect(JSON.parse(info.stdout)).toEqual([
      expect.objectContaining({ Name: 'shimdex', SchemaVersion: '0.1.0', Version: '0.1.0' }),
    ]);
  });

  it('does not start Node for its help', async () => {
    const trace = join(temporaryDirectory(), 'trace');
    const traced = ['-f', '-qq', '-e', 'trace=execve', '-o', trace, cli.path, '--help'];

    const { stdout } = await runDocker({ ...cli, path: '/usr/bin/strace' }, traced, {
      env: { PATH },
      home: homeWithPlugin(),
    });

    expect(stdout).toContain('shimdex*');
    const executed = readFileSync(trace, 'utf8');
    expect(executed).toContain('"docker-cli-plugin-metadata"]');
    expect(executed).not.toMatch(/execve\("[^"]*\/node"/);
  });

  it('runs a command, with its exit status', async () => {
    const found = await run('--log-level=info', 'shimdex', 'resolve', '--json', 'kata', '--docker-version=28.0.0');
    const wrong = await run('shimdex', 'list', '--nonsense');

    expect([found.status, JSON.parse(found.stdout).name]).toEqual([1, 'kata']);
    expect([wrong.status, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain('shimdex: Unknown option "--nonsense"');
  });

  it('says that a remote Engine is not looked at', async () => {
    const env = { PATH, DOCKER_HOST: 'tcp://192.0.2.1:2376' };

    const { stdout, stderr } = await runDocker(cli, ['shimdex', 'targets', '--json'], { env, home: homeWithPlugin() });

    expect(JSON.parse(stdout)).toHaveProperty('targets');
    expect(stderr).toContain('docker talks to "tcp://192.0.2.1:2376", and shimdex looks at this host\n');
  });

  it.each(['help shimdex', '--help shimdex', 'shimdex'])('docker %s prints the help', async (command) => {
    const { status, stdout } = await run(...command.split(' '));

    expect([status, stdout.split('\n')[0]]).toEqual([0, 'Usage: docker shimdex [options] [command]']);
  });

  it('completes commands, where the CLI asks its plugins', async () => {
    const { status, stdout } = await run('__complete', 'shimdex', 'li');

    expect([status, stdout]).toEqual([0, isSince(cli, 23) ? expect.stringMatching(/^list\t.+\n:4\n/) : ':0\n']);
  });
});

describe.each(clis.filter((cli) => isSince(cli, 26)))('advice of docker $version at $path', (cli: DockerCli) => {
  const create = ['create', '--runtime=kata', 'alpine'];
  const env = () => ({ HOME: homeWithPlugin('create'), SHIMDEX_ROOT: newHost().running().root });

  it('is printed where docker talks to this host', async () => {
    const { unix, tcp } = await refusingEngine(refusal);

    const printed = [
      await printedAtTerminal([cli.path, ...create], { ...env(), DOCKER_HOST: unix }),
      await printedAtTerminal([cli.path, '-H', unix, ...create], { ...env(), DOCKER_HOST: tcp }),
    ];

    for (const text of printed) expect(text).toContain(advice);
  });

  it('is not printed where docker talks to another host', async () => {
    const { unix, tcp } = await refusingEngine(refusal);
    const HOME = homeWithPlugin('create');
    await runDocker(cli, ['context', 'create', 'far', `--docker=host=${tcp}`], { home: HOME });
    const printed = [
      await printedAtTerminal([cli.path, ...create], { ...env(), DOCKER_HOST: tcp }),
      await printedAtTerminal([cli.path, `-DH${tcp}`, ...create], { ...env(), DOCKER_HOST: unix }),
      await printedAtTerminal([cli.path, '--context', 'far', ...create], { ...env(), HOME }),
      await printedAtTerminal([cli.path, ...create], { ...env(), HOME, DOCKER_CONTEXT: 'far' }),
    ];

    for (const text of printed) {
      expect(text).toContain(refusal);
      expect(text).not.toContain("What's next");
    }
  });
});

// An older CLI ends at once, and leaves its plugins alone.
it.each(clis.filter((cli) => isSince(cli, 26)))(
  'docker $version ends the service when it is asked to end',
  async (cli) => {
    const socket = join(temporaryDirectory(), 's.sock');
    const args = ['shimdex', 'serve', `--listen=unix:${socket}`, '--containerd=none', '--docker-socket=none'];
    const { child } = startDocker(cli, args, { env: { PATH }, home: homeWithPlugin() });
    const ended = once(child, 'exit');
    await vi.waitFor(async () => expect((await ask(socket, '/readyz')).status).toBe(200), { timeout: 20_000 });

    child.kill('SIGTERM');

    await ended;
    expect(existsSync(socket)).toBe(false);
  },
);
