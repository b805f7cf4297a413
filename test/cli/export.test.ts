import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostTree } from './host-tree.ts';
import { runShimdex } from './run-shimdex.ts';

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

it('export refuses a format that is none, and says which there are', async () => {
  const { status, stdout, stderr } = await runShimdex(['export', 'yaml', ...host.options]);

  expect([status, stdout, stderr]).toEqual([2, '', 'shimdex: Cannot export "yaml": write docker-info\n']);
});
