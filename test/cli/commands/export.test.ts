import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { promtool, silence } from '../../promtool.ts';
import { HostTree } from '../host-tree.ts';
import { runShimdex } from '../run-shimdex.ts';

let host: HostTree;
beforeEach(() => {
  host = new HostTree();
});
afterEach(() => host.remove());

it('export docker-info prints the runtimes as docker info has them', async () => {
  host.shim('one/containerd-shim-kata-v2');

  const { status, stdout } = await runShimdex(['export', 'docker-info', ...host.options]);

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    DefaultRuntime: 'runc',
    Runtimes: { 'io.containerd.kata.v2': expect.any(Object) },
  });
});

it('export prometheus prints metrics of the host that promtool accepts', async () => {
  host.shim('one/containerd-shim-kata-v2');

  const { status, stdout } = await runShimdex(['export', 'prometheus', ...host.options]);

  expect(status).toBe(0);
  expect(promtool(['check', 'metrics'], stdout)).toEqual(silence);
  expect(stdout).toMatch(/^shimdex_build_info\{version="\d+\.\d+\.\d+",revision="([0-9a-f]{7,40}|unknown)",/m);
  expect(stdout).toContain('\nshimdex_runtime_available{runtime="io.containerd.kata.v2"} 1\n');
});

it('export prometheus prints the same for the same host', async () => {
  host.shim('one/containerd-shim-a"\n\\-v1');

  const [first, second] = [0, 1].map(() => runShimdex(['export', 'prometheus', ...host.options]));

  expect((await first)?.stdout).toBe((await second)?.stdout);
  expect((await first)?.stdout).toContain('containerd-shim-a\\"\\n\\\\-v1');
});

it('export nfd prints a feature file without expiry', async () => {
  host.shim('one/containerd-shim-kata-v2');

  const { status, stdout } = await runShimdex(['export', 'nfd', ...host.options]);

  expect(status).toBe(0);
  expect(stdout).toContain('\nshimdex.feature.node.kubernetes.io/io.containerd.kata.v2=true\n');
  expect(stdout).not.toContain('expiry-time');
});

it('export runtimeclass says that no pod would start', async () => {
  const none = join(host.directory, 'config.toml');

  const { status, stdout } = await runShimdex([
    'export',
    'runtimeclass',
    ...host.options,
    `--containerd-config=${none}`,
  ]);

  expect([status, stdout]).toEqual([0, '# A pod would not start with any CRI handler of this host.\n']);
});

it('export refuses an unknown format, and lists the formats', async () => {
  const { status, stdout, stderr } = await runShimdex(['export', 'yaml', ...host.options]);

  expect([status, stdout, stderr]).toEqual([
    2,
    '',
    'shimdex: Cannot export "yaml": write one of docker-info, nfd, prometheus, runtimeclass\n',
  ]);
});
