import { describe, expect, it } from 'vitest';
import { type CaseHost, newHost } from '../../cases/host.ts';
import { dockerContainer, startContainer } from '../../cases/running.ts';
import { described, expectSchema } from '../answer-schema.ts';
import { runHere } from '../run-here.ts';

const id = 'a'.repeat(64);

/** Hosts that differ in what their answers have. Every other test of the cases checks the answers that it reads. */
const hosts: readonly (readonly [name: string, prepare: (host: CaseHost) => unknown])[] = [
  ['an empty host', (host) => host],
  ['a host with programs, where nothing runs', (host) => host.base()],
  [
    'a host whose shims have faults',
    (host) =>
      host
        .running()
        .program('/usr/local/bin/containerd-shim-kata-v2', '/usr/bin/containerd-shim-kata-v2')
        .put('/usr/bin/containerd-shim-off-v1', 'text')
        .put('/usr/bin/containerd-shim-text-v1', 'text', 0o755)
        .link('/nowhere', '/usr/bin/containerd-shim-gone-v1')
        .package('kata', '3.21', '/usr/bin/containerd-shim-kata-v2'),
  ],
  [
    'a host with configured runtimes and containers',
    (host) => {
      host
        .running()
        .program('/usr/bin/crun')
        .daemonJson({
          'default-runtime': 'crun',
          runtimes: {
            crun: { path: '/usr/bin/crun', runtimeArgs: ['--debug'] },
            none: { path: 'none' },
            kata: { runtimeType: 'io.containerd.kata.v2', options: { ConfigPath: '/etc/kata.toml', Depth: [1, null] } },
          },
        });
      startContainer(host, { id, namespace: 'moby', shim: 500, init: 501 });
      dockerContainer(host, { id, name: 'web', runtime: 'crun' });
    },
  ],
  ['a host whose daemon.json is refused', (host) => host.running().daemonJson('{"runtimes": 1, "x": {}')],
  [
    'a host with handlers of CRI',
    (host) =>
      host
        .running()
        .put(
          '/etc/containerd/config.toml',
          [
            'version = 3',
            'imports = ["/etc/containerd/conf.d/*.toml"]',
            '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.kata]',
            'runtime_type = "io.containerd.kata.v2"',
            'snapshotter = "devmapper"',
          ].join('\n'),
        ),
  ],
  [
    'a host whose containerd does not serve CRI',
    (host) =>
      host
        .running()
        .put('/etc/containerd/config.toml', 'version = 3\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n'),
  ],
  [
    "a host with another host's Engine",
    (host) =>
      host.base().engine({ Runtimes: { runc: { path: 'runc' }, io: { runtimeType: 'x.y' } }, DefaultRuntime: 'runc' }),
  ],
];

const questions: Readonly<Record<string, readonly (readonly string[])[]>> = {
  list: [[], ['--all']],
  resolve: [['runc'], ['kata', 'io.containerd.kata.v2', 'crun', '--client', 'all'], ['docker run --runtime=kta x']],
  plan: [['restart'], ['upgrade', '--to', '2.2.0']],
};

describe('schema', () => {
  it.each(hosts)('what the commands print about %s is as described', async (_name, prepare) => {
    const host = newHost();
    await prepare(host);

    for (const command of described) {
      for (const words of questions[command] ?? [[]]) {
        const args = [command, ...words, '-o', 'json'];
        // Also checks the JSON against the schema.
        const { stderr } = await host.run(args);
        expect(stderr, args.join(' ')).toBe('');
      }
    }
  });

  it.each(described)(
    'the schema of %s is one of JSON Schema 2020-12, and refuses an answer without its parts',
    async (command) => {
      const { status, stdout } = await runHere(['schema', command]);

      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: `shimdex ${command} -o json`,
      });
      await expect(expectSchema([command, '--json'], { status: 0, stdout: '{}', stderr: '' })).rejects.toThrow();
    },
  );

  it('the schemas allow a member that a later release adds', async () => {
    const outcome = await newHost().run(['targets', '-o', 'json']);
    const later = JSON.stringify({ ...JSON.parse(outcome.stdout), later: 1 });

    await expectSchema(['targets', '-o', 'json'], { ...outcome, stdout: later });
  });

  it('schema lists the commands that it can describe', async () => {
    expect(await runHere(['schema', 'lst'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'shimdex: Cannot describe "lst": write list, resolve, check, ps, plan, handlers or targets\n',
    });
  });
});
