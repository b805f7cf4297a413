import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, outcomeOf } from '../cli/run-shimdex.ts';
import { type DockerCli, dockerClis, isSince } from './docker-clients.ts';
import { config, failures, files } from './docker-plugin/failures.ts';
import { homeWithPlugin, pluginScript } from './docker-plugin/home.ts';
import { printedAtTerminal, type Start, startHere } from './docker-plugin/terminal.ts';
import { startContainerd, startDockerd } from './dockerd/daemons.ts';
import { importImage } from './dockerd/fate.ts';
import { bootMachine, type Machine } from './dockerd/machine.ts';
import { debian13 } from './dockerd/recipes.ts';

const servicePath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const clis = (await dockerClis()).filter((cli) => isSince(cli, 26));
const whatsNext = "What's next:";

let machine: Machine;
beforeAll(async () => {
  machine = await bootMachine(debian13);
  for (const [path, content, mode] of files) {
    const file = join(machine.tree, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
  }
  await startContainerd(machine, servicePath, '/');
  const start = await startDockerd(machine, { config: JSON.stringify(config) });
  if (!start.started) throw new Error(`dockerd did not start: ${start.message}`);
  await importImage(machine, start.dockerd.api);
}, 240_000);
afterAll(() => machine?.stop());

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

describe.each(clis)('docker $version at $path', (cli) => {
  it.each(failures)('run --runtime=$runtime: the error comes with advice', async (failure) => {
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
  });

  it('create, start and restart come with advice, too', async () => {
    const name = `c${cli.version}`;
    const cause = '\n    "missing" needs "/usr/bin/youki", which is missing\n';
    const create = ['create', ...options(), '--runtime=missing', `--name=${name}`, 'shimdex-test', '/busybox'];

    expect(await docker(cli, create)).not.toContain(whatsNext);
    expect(await docker(cli, ['start', name])).toContain(cause);
    expect(await docker(cli, ['restart', name])).toContain(cause);
    expect(await docker(cli, ['create', '--runtime=kata', 'shimdex-test'])).toContain('\n    "kata" is not configured');
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
