import process from 'node:process';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostTree } from '../host-tree.ts';
import { runShimdex } from '../run-shimdex.ts';

let host: HostTree;
beforeEach(() => {
  host = new HostTree();
  host.shim('two/containerd-shim-kata-v2');
});
afterEach(() => host.remove());

function resolve(...rest: readonly string[]) {
  return runShimdex(['resolve', ...host.options, ...rest]);
}

it('resolve shows every place that was tried, and ends with 0 for a name that would start', async () => {
  const { status, stdout } = await resolve('io.containerd.kata.v2');

  expect(status).toBe(0);
  expect(stdout).toContain('implicit, permitted, available');
  expect(stdout).toMatch(new RegExp(`path +${host.at('one/containerd-shim-kata-v2')} +missing`));
  expect(stdout).toMatch(new RegExp(`path +${host.at('two/containerd-shim-kata-v2')} +chosen`));
});

it('resolve --json prints one resolution for one name, an array for several', async () => {
  const one = JSON.parse((await resolve('--json', 'io.containerd.kata.v2')).stdout);
  const several = JSON.parse((await resolve('--json', 'io.containerd.kata.v2', 'kata')).stdout);

  expect(one).toMatchObject({ verdict: 'implicit', available: true, revision: 1, sources: expect.any(Array) });
  expect(several).toHaveLength(2);
  expect(several[0]).toEqual(one);
});

it.each([
  [['io.containerd.absent.v1'], 'not-installed'],
  [['kata'], 'refused'],
  [[''], 'refused'],
  [['/usr/bin/containerd-shim-kata-v2'], 'refused'],
  [['--deny=*', 'io.containerd.kata.v2'], 'refused'],
])('resolve ends with 1 for %j', async (args, verdict) => {
  const { status, stdout, stderr } = await resolve('--json', ...args);

  expect(status).toBe(1);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout).verdict).toBe(verdict);
});

it('resolve ends with 1 when one name of several would not start', async () => {
  expect((await resolve('io.containerd.kata.v2', 'io.containerd.absent.v1')).status).toBe(1);
});

it("resolve --client containerd ignores Docker's own rule", async () => {
  const { status, stdout } = await resolve('--json', '--client=containerd', host.at('two/containerd-shim-kata-v2'));

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ client: 'containerd', verdict: 'implicit' });
});

it('resolve --client nerdctl searches the PATH of its user', async () => {
  host.shim('bin/crun');
  host.shim('two/containerd-shim-runc-v2');
  const PATH = `${host.at('bin')}:${process.env['PATH']}`;
  const args = ['resolve', ...host.options, '--json', '--client=nerdctl', 'crun'];

  const { status, stdout } = await runShimdex(args, { PATH });

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    client: 'nerdctl',
    available: true,
    path: host.at('two/containerd-shim-runc-v2'),
    ociRuntime: { path: 'crun', resolvedPath: host.at('bin/crun') },
    note: expect.stringContaining(PATH),
  });
});

it('resolve --client all asks for each client, and shows equal answers once', async () => {
  const { status, stdout } = await resolve('--client=all', 'io.containerd.kata.v2');
  const json = JSON.parse((await resolve('--json', '--client=all', 'io.containerd.kata.v2', 'a.b')).stdout);

  expect(status).toBe(1);
  expect(stdout).toMatch(/^ {2}clients +docker, containerd/m);
  expect(stdout).toMatch(/^ {2}client +cri$/m);
  expect(json.map(({ name, client }: { name: string; client: string }) => `${client} ${name}`)).toEqual(
    ['io.containerd.kata.v2', 'a.b'].flatMap((name) =>
      ['docker', 'containerd', 'nerdctl', 'cri'].map((client) => `${client} ${name}`),
    ),
  );
});

it('resolve accepts names that look like options after --', async () => {
  const { status, stdout } = await resolve('--json', '--', '--all');

  expect(status).toBe(1);
  expect(JSON.parse(stdout).name).toBe('--all');
});

it('resolve escapes a hostile name', async () => {
  const { stdout } = await resolve('a.\x1b]0;title\x07\u202e.v1');

  expect(stdout).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
});

it.each([
  [['--client=podman', 'runc'], 'Cannot use --client "podman": write docker, containerd, nerdctl, cri or all'],
  [[`a.${'x'.repeat(4096)}`], 'Cannot resolve a name of 4098 bytes: write 4096 at most'],
])('resolve refuses wrong usage', async (args, message) => {
  const { status, stdout, stderr } = await resolve(...args);

  expect([status, stdout, stderr]).toEqual([2, '', `shimdex: ${message}\n`]);
});
