import { chmodSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Finding } from '../../src/model/inventory/finding.ts';
import type { Process } from '../../src/model/inventory/process.ts';
import type { Runtime } from '../../src/model/inventory/runtime.ts';
import { parsed } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';
import { bundleOf, dockerContainer, startContainer } from './running.ts';

const web = 'a'.repeat(64);
const db = 'b'.repeat(64);
const old = 'c'.repeat(64);

async function findingsOf(host: CaseHost, code: string): Promise<readonly Finding[]> {
  const { findings } = parsed<{ findings: readonly Finding[] }>(await host.run(['check', '--json']));
  return findings.filter((finding) => finding.code === code);
}

it('ps shows each shim, the file that it runs, and its containers by their names in Docker', async () => {
  const host = newHost().running();
  startContainer(host, { id: web, namespace: 'moby', shim: 500, init: 501 });
  dockerContainer(host, { id: web, name: 'web', runtime: 'runc' });
  const exe = '/usr/bin/containerd-shim-runc-v2 (deleted)';
  startContainer(host, { id: 'job', shim: 510, init: 511, exe });

  const { stdout, status } = await host.run(['ps']);

  expect(status).toBe(0);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    'PID  STATE     SHIM                              VERSION  NAMESPACE  CONTAINERS',
    '500  current   /usr/bin/containerd-shim-runc-v2  -        moby       web',
    '510  replaced  /usr/bin/containerd-shim-runc-v2  -        default    job',
  ]);
});

it('ps does not call containers none that could not be listed', async () => {
  const host = newHost().running();
  startContainer(host, { id: 'job', shim: 510, init: 511 });
  chmodSync(host.at('/run/containerd/io.containerd.runtime.v2.task'), 0o700);

  const { stdout } = await host.runAsStranger(['ps', '--no-headers']);

  expect(stdout).toMatch(/^510 +.* +default +-$/m);
});

it('ps --json gives the processes as the service does', async () => {
  const host = newHost().running();
  startContainer(host, { id: 'job', shim: 510, init: 511 });

  const answer = parsed<{ processes: readonly Process[] }>(await host.run(['ps', '-o', 'json']));

  expect(answer.processes).toEqual([
    {
      pid: 510,
      binary: 'containerd-shim-runc-v2',
      path: '/usr/bin/containerd-shim-runc-v2',
      state: 'current',
      namespace: 'default',
      containers: [{ id: 'job', runtime: 'io.containerd.runc.v2', state: 'running' }],
      protocol: 'ttrpc',
      taskApi: 3,
      ociRuntime: 'runc',
    },
  ]);
});

it('ps says that nothing runs, and refuses another format', async () => {
  const host = newHost().running();

  expect((await host.run(['ps'])).stdout).toMatch(/^No shims run\n/);
  expect(await host.run(['ps', '-o', 'xml'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('write table, wide, name, json, jsonl or yaml'),
  });
});

it('list --json counts the running and the stopped containers of each runtime', async () => {
  const host = newHost()
    .running()
    .program('/usr/bin/crun')
    .daemonJson({ runtimes: { crun: { path: '/usr/bin/crun' } } });
  startContainer(host, { id: web, namespace: 'moby', shim: 500, init: 501 });
  startContainer(host, { id: 'job', shim: 510, init: 511 });
  dockerContainer(host, { id: web, name: 'web', runtime: 'crun' });
  dockerContainer(host, { id: db, name: 'db', runtime: 'crun' });
  dockerContainer(host, { id: old, name: 'old', runtime: 'runc' });

  const { runtimes } = parsed<{ runtimes: readonly Runtime[] }>(await host.run(['list', '--json']));
  const wide = await host.run(['list', '-o', 'wide']);

  expect(wide.stdout).toMatch(/^RUNTIME +ORIGIN +AVAILABLE +VERSION +HANDLERS +RUNNING +STOPPED +PACKAGE +PATH\n/);
  expect(wide.stdout).toMatch(/^crun +configured +yes +- +- +1 +1 +- +\S+shim-runc-v2 /m);
  expect(await host.run(['list', '-o', 'xml'])).toMatchObject({
    status: 2,
    stderr: 'shimdex: Cannot use -o "xml": write table, wide, name, json, jsonl or yaml\n',
  });

  expect(runtimes.map(({ name, usedBy }) => [name, usedBy])).toEqual([
    ['crun', { running: 1, stopped: 1 }],
    ['io.containerd.runc.v2', { running: 1, stopped: 0 }],
    ['runc', { running: 0, stopped: 1 }],
  ]);
});

it('no container counts for a default runtime that is not known', async () => {
  const host = newHost()
    .running()
    .put('/etc/docker/daemon.json', ' '.repeat(2 ** 20 + 1));
  startContainer(host, { id: web, namespace: 'moby', shim: 500, init: 501 });
  dockerContainer(host, { id: web, name: 'web', runtime: '' });

  const { runtimes } = parsed<{ runtimes: readonly Runtime[] }>(await host.run(['list', '--json']));
  const { processes } = parsed<{ processes: readonly Process[] }>(await host.run(['ps', '--json']));

  expect(runtimes.map(({ usedBy }) => usedBy)).toEqual([undefined, undefined]);
  expect(processes[0]?.containers).toMatchObject([{ name: 'web', runtime: 'io.containerd.runc.v2' }]);
});

it.each([
  ['a stopped container', { restart: 'no', runs: false }, ['medium']],
  ['a stopped container that Docker restarts', { restart: 'always', runs: false }, ['high']],
  ['a running container that Docker restarts', { restart: 'unless-stopped', runs: true }, ['high']],
  ['a running container that nobody restarts', { restart: 'no', runs: true }, []],
])('pinned-runtime-missing reports %s whose runtime is gone', async (_what, { restart, runs }, severities) => {
  const host = newHost().running();
  dockerContainer(host, { id: web, name: 'web', runtime: 'crun', restart });
  if (runs) startContainer(host, { id: web, namespace: 'moby', shim: 500, init: 501 });

  const found = await findingsOf(host, 'pinned-runtime-missing');

  expect(found.map(({ severity, subject }) => [severity, subject])).toEqual(severities.map((each) => [each, 'crun']));
  for (const { message } of found) expect(message).toContain('(web)');
});

it('pinned-runtime-missing does not report a runtime that starts', async () => {
  const host = newHost().running();
  dockerContainer(host, { id: web, name: 'web', runtime: 'io.containerd.runc.v2', restart: 'always' });

  expect(await findingsOf(host, 'pinned-runtime-missing')).toEqual([]);
});

it('unmanaged-containers gives the command that ends a container, with the root of its OCI runtime', async () => {
  const host = newHost().running();
  startContainer(host, { id: 'lost', shim: 500, init: 501 });
  rmSync(host.at(bundleOf('default', 'lost')), { recursive: true });

  const [found, ...others] = await findingsOf(host, 'unmanaged-containers');
  const table = await host.run(['ps']);

  expect(others).toEqual([]);
  expect(found).toMatchObject({ severity: 'medium', subject: 'default' });
  expect(found?.advice[0]?.command).toBe('runc --root /run/containerd/runc/default delete --force lost');
  expect(table.stdout).toContain('lost (unmanaged)');
});

it('no command shows an environment', async () => {
  const host = newHost().running();
  startContainer(host, { id: web, namespace: 'moby', shim: 500, init: 501 });
  dockerContainer(host, { id: web, name: 'web', runtime: 'crun' });

  for (const args of [
    ['ps', '--json'],
    ['list', '--json'],
    ['check', '--json'],
    ['export', 'prometheus'],
  ]) {
    expect((await host.run(args)).stdout).not.toContain('secret');
  }
});
