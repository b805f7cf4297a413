import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { HandlersAnswer } from '../../src/model/answers.ts';
import { Finding } from '../../src/model/inventory/finding.ts';
import { SourceState } from '../../src/model/inventory/source.ts';
import { Resolution } from '../../src/model/resolution.ts';
import { eventually } from '../eventually.ts';
import { methods } from '../sources/containerd-socket/fake-containerd.ts';
import { silence } from '../sources/grpc/fake-grpc.ts';
import { CaseHost, newHost } from './host.ts';

const address = '/run/containerd/containerd.sock';
const file = '/etc/containerd/config.toml';

/** A containerd 2.1 that runs, with the handler `kata` in its configuration on disk. */
function runningHost(config = kata): CaseHost {
  return newHost().running().program('/usr/bin/containerd-shim-kata-v2').put(file, config);
}

const kata = `version = 3
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.kata]
  runtime_type = 'io.containerd.kata.v2'
`;

/** What a command prints. It waits half a second for containerd: on a busy machine it is run again until that is enough. */
function answered(host: CaseHost, args: readonly string[]): Promise<string> {
  return eventually(async () => {
    const { stdout } = await host.run(args);
    const { sources } = Sources.parse(JSON.parse(stdout));
    expect(sources.find(({ source }) => source === 'containerd-socket')?.state).toBe('read');
    return stdout;
  });
}

const Sources = z.object({ sources: z.array(SourceState) });

async function handlers(host: CaseHost) {
  return HandlersAnswer.parse(JSON.parse(await answered(host, ['handlers', '--json'])));
}

async function findings(host: CaseHost): Promise<readonly Finding[]> {
  const stdout = await answered(host, ['check', '--json']);
  return z.object({ findings: z.array(Finding) }).parse(JSON.parse(stdout)).findings;
}

async function source(host: CaseHost, ...args: readonly string[]) {
  const { stdout } = await host.run(['list', '--json', ...args]);
  const { sources } = Sources.parse(JSON.parse(stdout));
  return sources.find((each) => each.source === 'containerd-socket');
}

async function resolve(host: CaseHost, name: string): Promise<Resolution> {
  return Resolution.parse(JSON.parse(await answered(host, ['resolve', name, '--client', 'cri', '--json'])));
}

/** The first command of a process loads the program, which takes longer than half a second on a busy machine. */
beforeAll(async () => {
  const host = new CaseHost();
  await host.running().containerd();
  await host.run(['check', '--json']);
  await host.stop();
});

describe('the containerd that runs', { timeout: 120_000 }, () => {
  it('is asked by calls that only read, and never for PluginInfo', async () => {
    const host = runningHost();
    const containerd = await host.containerd();

    await answered(host, ['list', '--json']);

    expect(new Set(containerd.asked)).toEqual(
      new Set([methods.version, methods.server, methods.plugins, methods.status]),
    );
  });

  it('has no socket to report on where no process of it is seen', async () => {
    const host = newHost().base();

    expect(await source(host)).toEqual({ source: 'containerd-socket', state: 'absent' });
    expect((await host.run(['list'])).stdout).not.toContain('containerd-socket');
  });

  it('is not asked with --containerd-socket none', async () => {
    const host = runningHost();
    const containerd = await host.containerd();

    const message = 'Not asked, by --containerd-socket none';
    expect(await source(host, '--containerd-socket', 'none')).toMatchObject({ state: 'absent', message });
    expect((await host.run(['list', '--containerd-socket', 'none'])).stdout).not.toContain('Not asked');
    expect(containerd.asked).toEqual([]);
  });

  it('has its own version, not the one of the program on disk', async () => {
    const host = runningHost();
    await host.containerd({ version: '1.7.24~ds1' });

    const { stdout } = await host.run([
      'resolve',
      '.foo.v1',
      '--client',
      'containerd',
      '--containerd-version',
      '1.7.24',
    ]);
    await eventually(async () => {
      expect((await host.run(['resolve', '.foo.v1', '--client', 'containerd'])).stdout).toBe(stdout);
    });
  });

  it('has handlers with features, and lacks one that was written since its start', async () => {
    const host = runningHost();
    await host.containerd({ handlers: { runc: true, old: false } });

    const answer = await handlers(host);

    const message =
      'The configuration on disk differs: after a restart, the handler "kata" is new, the handler "old" is gone';
    expect(answer.cri).toEqual({ state: 'served', message });
    expect(answer.handlers).toMatchObject([
      {
        handler: 'kata',
        available: false,
        served: false,
        unavailable: { reason: 'restart-needed' },
        advice: [{ command: 'systemctl restart containerd' }],
      },
      { handler: 'runc', available: true, served: true, features: ['recursive-read-only-mounts', 'user-namespaces'] },
    ]);
    await eventually(async () => expect((await host.run(['handlers'])).stdout).toContain(message));
    expect(await resolve(host, 'kata')).toMatchObject({
      available: false,
      error: 'unable to get OCI runtime for sandbox "ID": no runtime for "kata" is configured',
    });
    expect((await resolve(host, 'old')).note).toContain('still has the handler "old"');
  });

  it('does not serve CRI, for the reason that it reports', async () => {
    const host = runningHost();
    const error = 'invalid plugin config: no \u001b[31mluck';
    await host.containerd({
      plugins: [
        ['io.containerd.grpc.v1', 'cri', 2, 'unable to load CRI runtime service plugin dependency'],
        ['io.containerd.cri.v1', 'runtime', 2, error],
      ],
      handlers: false,
    });

    const { cri, handlers: listed } = await handlers(host);

    expect(cri.state).toBe('not-served');
    expect(cri.message).toBe(
      `The plugin "io.containerd.cri.v1.runtime" fails: ${error}. The configuration on disk differs: after a restart, CRI is served`,
    );
    expect(listed.map(({ available }) => available)).toEqual([false, false]);
    expect(await findings(host)).toContainEqual(
      expect.objectContaining({ code: 'cri-fails', subject: 'io.containerd.cri.v1.runtime', severity: 'medium' }),
    );
    await eventually(async () => expect((await host.run(['handlers'])).stdout).toMatch(/no .*luck/));
    expect((await host.run(['handlers'])).stdout).not.toContain('\u001b');
  });

  it('serves CRI until a restart, where its configuration on disk disables it', async () => {
    const host = runningHost('version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n');
    await host.containerd();

    const { cri } = await handlers(host);

    expect(cri.state).toBe('served');
    expect(cri.message).toContain('after a restart, CRI is not served: The configuration disables CRI');
  });

  it('warns of what is deprecated, in its own words', async () => {
    const host = runningHost();
    const words = 'CRI registry.mirrors is deprecated since containerd v1.5';
    await host.containerd({ deprecations: { 'io.containerd.deprecation/cri-registry-mirrors': words } });

    const found = (await findings(host)).filter(({ code }) => code === 'containerd-deprecations');

    expect(found).toEqual([
      {
        code: 'containerd-deprecations',
        severity: 'low',
        subject: 'io.containerd.deprecation/cri-registry-mirrors',
        message: `The running containerd warns: ${words}`,
        advice: [expect.objectContaining({ command: 'ctr deprecations list' })],
      },
    ]);
  });

  it('that hangs delays a command by half a second at most, and changes no runtime', async () => {
    const host = runningHost();
    const before = JSON.parse((await host.run(['list', '--json'])).stdout);
    const containerd = await host.containerd();
    for (const method of containerd.methods.keys()) containerd.methods.set(method, silence);

    const { stdout } = await host.run(['list', '--json']);

    expect(JSON.parse(stdout).runtimes).toEqual(before.runtimes);
    expect(await source(host)).toMatchObject({ state: 'absent', message: expect.stringContaining(address) });
  });

  it('is not asked where its socket belongs to another process', async () => {
    const host = newHost()
      .base()
      .process(200, { argv: ['/usr/bin/containerd'] })
      .put(file, kata);
    const containerd = await host.containerd();

    expect(await source(host)).toMatchObject({ state: 'absent', message: expect.stringContaining('process 200') });
    expect(containerd.asked).toEqual([]);
  });
});
