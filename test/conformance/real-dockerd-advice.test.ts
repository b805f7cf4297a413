import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, outcomeOf } from '../cli/run-shimdex.ts';
import { type DebianRecipe, unpackDebian } from '../e2e/debian-tree.ts';
import { type DockerCli, dockerClis, isSince } from './docker-clients.ts';
import { config, type Failure, failures, files, type GivenFile, newest } from './docker-plugin/failures.ts';
import { homeWithPlugin, pluginScript } from './docker-plugin/home.ts';
import { printedAtTerminal, type Start, startHere } from './docker-plugin/terminal.ts';
import { startContainerd, startDockerd } from './dockerd/daemons.ts';
import { importImage } from './dockerd/fate.ts';
import { bootMachine, type Machine } from './dockerd/machine.ts';
import { debian13, debianSid } from './dockerd/recipes.ts';

const servicePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const clis = (await dockerClis()).filter((cli) => isSince(cli, 26));
const whatsNext = "What's next:";

/** The machine whose dockerd is asked. */
let machine: Machine;

/** Brings up a machine with its daemons, and stops it after the tests around. */
function useMachine(
  recipe: DebianRecipe,
  given: readonly GivenFile[],
  daemonJson: object,
  prepare: (tree: string) => Promise<void> = async () => {},
): void {
  beforeAll(async () => {
    machine = await bootMachine(recipe);
    for (const [path, content, mode] of given) {
      const file = join(machine.tree, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      chmodSync(file, mode);
    }
    await prepare(machine.tree);
    await startContainerd(machine, servicePath, '/');
    const start = await startDockerd(machine, { config: JSON.stringify(daemonJson) });
    if (!start.started) throw new Error(`dockerd did not start: ${start.message}`);
    await importImage(machine, start.dockerd.api);
  }, 600_000);
  afterAll(() => machine?.stop());
}

/** Starts a command next to the daemons, with the files of this machine. */
const startNextTo: Start = (command, env) => {
  const DOCKER_HOST = `unix://${machine.tree}/run/docker.sock`;
  return startHere([...machine.enter, ...command], { SHIMDEX_ROOT: machine.tree, DOCKER_HOST, ...env });
};

const docker = (cli: DockerCli, args: readonly string[], HOME = homeWithPlugin('run,create,start,restart')) =>
  printedAtTerminal([cli.path, ...args], { HOME }, startNextTo);

const options = () => ['--network=none', `--cgroup-parent=/${machine.cgroup}`];
const run = (runtime: string, ...command: readonly string[]) => {
  return ['run', '--rm', ...options(), `--runtime=${runtime}`, 'shimdex-test', ...command];
};

/** Asks the plugin as Docker 28 and later do. */
function hook(error: string): Promise<Outcome> {
  const request = { RootCmd: 'run', Flags: { network: '', runtime: '' }, CommandError: error };
  return outcomeOf(startNextTo([pluginScript, 'shimdex', 'docker-cli-plugin-hooks', JSON.stringify(request)], {}));
}

async function expectAdvice(cli: DockerCli, failure: Failure): Promise<void> {
  const { runtime, error, lines } = failure;

  const printed = await docker(cli, run(runtime, '/busybox'));

  expect(printed).toMatch(error);
  expect(printed).toContain(whatsNext);
  const { withoutError = lines } = failure;
  for (const line of isSince(cli, 28) ? lines : withoutError) expect(printed).toContain(`\n    ${line}`);
  if (isSince(cli, 28)) return;
  // The error of this CLI as later ones give it to a plugin.
  const [message = ''] = /^docker: .*(?=\.$)/m.exec(printed) ?? [];
  const answer = await hook(`${message}\n\nRun 'docker run --help' for more information`);
  expect([answer.status, answer.stderr]).toEqual([0, '']);
  const { Type, Template } = JSON.parse(answer.stdout);
  expect(Type).toBe(0);
  for (const line of lines) expect(Template).toContain(JSON.stringify(line).slice(1, -1));
}

describe('dockerd of Debian 13', () => {
  useMachine(debian13, files, config);

  describe.each(clis)('docker $version at $path', (cli) => {
    it.each(failures)('run --runtime=$runtime: the error comes with advice', (failure) => expectAdvice(cli, failure));

    it('create, start and restart print advice, too', async () => {
      const name = `c${cli.version}`;
      const cause = '\n    "missing" needs "/usr/bin/youki", which is missing\n';
      const create = ['create', ...options(), '--runtime=missing', `--name=${name}`, 'shimdex-test', '/busybox'];

      expect(await docker(cli, create)).not.toContain(whatsNext);
      expect(await docker(cli, ['start', name])).toContain(cause);
      expect(await docker(cli, ['restart', name])).toContain(cause);
      expect(await docker(cli, ['create', '--runtime=kata', 'shimdex-test'])).toContain(
        '\n    "kata" is not configured',
      );
    });

    it.each([
      ['a command of the container that fails', '/busybox', 'false', ''],
      ['a command that is not in the image', 'youki', '', 'executable file not found'],
    ])('%s is not explained', async (_what, command, argument, error) => {
      const printed = await docker(cli, run('runc', command, argument));

      expect(printed).toContain(error);
      expect(printed).not.toContain(whatsNext);
    });

    it('docker prints no advice by default', async () => {
      expect(await docker(cli, run('missing', '/busybox'), homeWithPlugin())).not.toContain(whatsNext);
    });
  });

  it.each([
    ['an error about something else', 'docker: Error response from daemon: pull access denied for kata'],
    ['a runtime that starts', 'docker: Error response from daemon: unknown or invalid runtime name: runc'],
    ['no error', ''],
  ])('the plugin is silent about %s', async (_what, error) => {
    expect(await hook(error)).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

// The newest dockerd of Debian that is needed here anyway: containerd decides about the shim.
describe('dockerd of Debian 13 with the containerd of sid', () => {
  useMachine(debianSid, [newest.file], newest.config, async (tree) => {
    const other = await unpackDebian(mkdtempSync(`${tree}-`), debian13, ['./usr/sbin/dockerd']);
    copyFileSync(join(other, 'usr/sbin/dockerd'), join(tree, 'usr/sbin/dockerd'));
  });

  it.each(clis)('docker $version at $path: the error of an unknown protocol comes with advice', async (cli) => {
    const { stdout } = await outcomeOf(startNextTo(['chroot', machine.tree, 'containerd', '--version'], {}));
    const [version = ''] = /\d+\.\d+\.\d+/.exec(stdout) ?? [];

    await expectAdvice(cli, newest.failureOf(version));
  });
});
