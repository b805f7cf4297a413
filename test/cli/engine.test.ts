import { afterEach, beforeEach, expect, it } from 'vitest';
import { engineInfo, FakeEngine, json } from '../sources/engine/fake-engine.ts';
import { HostTree } from './host-tree.ts';
import { runShimdex } from './run-shimdex.ts';

let tree: HostTree;
let engine: FakeEngine;

beforeEach(async () => {
  tree = new HostTree();
  tree.shim('one/containerd-shim-runc-v2');
  engine = await new FakeEngine(tree.at('docker.sock')).start();
});

afterEach(async () => {
  await engine.stop();
  tree.remove();
});

it('check reports drift between the configuration and the running Engine', async () => {
  tree.file('daemon.json', '{"runtimes": {"a": {}}}');

  const { status, stdout } = await runShimdex(['check', '--json', ...tree.options]);

  expect(status).toBe(1);
  expect(JSON.parse(stdout).findings).toContainEqual(
    expect.objectContaining({ code: 'next-start-fails', subject: `${tree.at('daemon.json')}:1` }),
  );
});

it('list uses the default of the running Engine, and asks it once', async () => {
  engine.info = json(engineInfo({}, { DefaultRuntime: 'io.containerd.runc.v2' }));

  const { stdout } = await runShimdex(['list', '--json', ...tree.options]);

  expect(JSON.parse(stdout).defaultRuntime).toBe('io.containerd.runc.v2');
  expect(engine.asked).toEqual(['/info']);
});

it('list waits about a second for an Engine that hangs', async () => {
  engine.info = () => {};
  const began = performance.now();

  const { status, stdout } = await runShimdex(['list', '--json', ...tree.options]);

  expect(status).toBe(0);
  expect(performance.now() - began).toBeLessThan(4000);
  expect(JSON.parse(stdout).sources).toContainEqual({
    source: 'docker-engine',
    state: 'unreadable',
    message: `The Docker Engine at "${tree.at('docker.sock')}" did not answer completely within 1 s`,
  });
});

it('list does not ask with --docker-socket none', async () => {
  const { stdout } = await runShimdex(['list', '--json', ...tree.options, '--docker-socket=none']);

  expect(JSON.parse(stdout).sources).toContainEqual({
    source: 'docker-engine',
    state: 'absent',
    message: 'Not asked, by --docker-socket none',
  });
  expect(engine.asked).toEqual([]);
});
