import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { HostTree } from '../cli/host-tree.ts';
import { runShimdex } from '../cli/run-shimdex.ts';
import { eventually } from '../eventually.ts';
import { temporaryDirectory } from '../http/serving.ts';
import { promtool, silence } from '../promtool.ts';
import { startService } from './service.ts';

let host: HostTree;
beforeEach(() => {
  host = new HostTree();
  onTestFinished(() => host.remove());
});

it('--textfile keeps what the collector reads, and takes it away', async () => {
  const directory = temporaryDirectory();
  const file = join(directory, 'shimdex.prom');
  const service = await startService(`--textfile=${file}`, ...host.options);
  await eventually(() => expect(existsSync(file)).toBe(true));

  host.shim('one/containerd-shim-kata-v2');

  const available = 'shimdex_runtime_available{runtime="io.containerd.kata.v2"} 1\n';
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain(available), { timeout: 10_000 });
  const text = readFileSync(file, 'utf8');
  expect(promtool(['check', 'metrics'], text)).toEqual(silence);
  // What the collector refuses, or what would clash with node_exporter's own.
  expect(text).not.toMatch(/^process_|^\S+(\{.*\})? \S+ \d+$/m);
  expect(readdirSync(directory)).toEqual(['shimdex.prom']);

  await service.end('SIGTERM');

  expect(readdirSync(directory)).toEqual([]);
});

it('--nfd-file writes labels that expire by themselves, and removes them at the end', async () => {
  const file = join(temporaryDirectory(), 'shimdex');
  host.shim('one/containerd-shim-kata-v2');
  const before = Date.now();
  const service = await startService(`--nfd-file=${file}`, ...host.options);
  const label = 'shimdex.feature.node.kubernetes.io/io.containerd.kata.v2=true\n';
  await eventually(() => expect(readFileSync(file, 'utf8')).toContain(label));

  const [, expires = ''] =
    /^# \+expiry-time=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/m.exec(readFileSync(file, 'utf8')) ?? [];
  expect(Date.parse(expires) - before).toBeGreaterThan(295_000);
  expect(Date.parse(expires) - Date.now()).toBeLessThanOrEqual(300_000);

  await service.end('SIGKILL');
  expect(existsSync(file)).toBe(true);

  const next = await startService(`--nfd-file=${file}`, '--rescan=3600', ...host.options);
  await eventually(() => expect(readFileSync(file, 'utf8')).not.toContain(expires));
  await next.end('SIGINT');

  expect(existsSync(file)).toBe(false);
});

it('a sink that cannot be written is logged once, and the service keeps running', async () => {
  const directory = join(temporaryDirectory(), 'later');
  const file = join(directory, 'shimdex.prom');
  const service = await startService(`--textfile=${file}`, ...host.options);
  await eventually(() => expect(service.log()).toContain('cannot write the file of a sink, trying again'));

  expect(await service.get('/livez')).toBe('ok\n');
  mkdirSync(directory);

  await vi.waitFor(() => expect(existsSync(file)).toBe(true), { timeout: 15_000 });
});

it.each([
  ['--nfd-file', '', 'shimdex'],
  ['--textfile', '/a.prom', 'shimdex.prom'],
])('%s refuses a directory at the start', async (flag, name, example) => {
  const directory = `${temporaryDirectory()}${name}`;
  mkdirSync(directory, { recursive: true });

  const { status, stderr } = await runShimdex(['serve', '--listen=127.0.0.1:0', flag, directory, ...host.options]);

  expect(status).toBe(2);
  expect(stderr).toContain(
    `shimdex: Cannot write to "${directory}": it is a directory; write a file, such as "${directory}/${example}"`,
  );
});

it('sinks lie on this machine, not below --root', async () => {
  const root = temporaryDirectory();
  const file = join(temporaryDirectory(), 'shimdex.prom');
  await startService(`--textfile=${file}`, `--root=${root}`);

  await eventually(() => expect(existsSync(file)).toBe(true));

  expect(readdirSync(root)).toEqual([]);
});
