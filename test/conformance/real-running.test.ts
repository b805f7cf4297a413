import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Finding } from '../../src/model/inventory/finding.ts';
import type { Process } from '../../src/model/inventory/process.ts';
import { type ContainerdDaemon, startContainerd } from './containerd-daemon.ts';
import { RunningContainers } from './running-containers.ts';
import { type Served, serve } from './serve.ts';

const patience = { timeout: 60_000, interval: 100 };

const directory = mkdtempSync(join(tmpdir(), 'shimdex-running-'));
const shim = join(directory, 'bin', 'containerd-shim-runc-v2');
const daemonFiles = join(directory, 'daemon');
let daemon: ContainerdDaemon | undefined;
let containers: RunningContainers;
let served: Served;
let stream = '';
const shims = new Set<number>();

function startDaemon(): Promise<ContainerdDaemon> {
  const env = { PATH: `${join(directory, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin` };
  return startContainerd({ directory: daemonFiles, executable: '/usr/bin/containerd', cwd: '/', env });
}

function install(): void {
  copyFileSync('/usr/bin/containerd-shim-runc-v2', `${shim}.new`);
  renameSync(`${shim}.new`, shim);
}

/** Ends a process. One that has ended by itself must be seen to have ended, too. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    expect(error).toMatchObject({ code: 'ESRCH' });
  }
}

/** The processes by the id of the only container that each serves. */
async function processes(): Promise<Readonly<Record<string, Process>>> {
  const answer = (await served.json('/v1/processes')) as { processes: readonly Process[] };
  for (const { pid } of answer.processes) shims.add(pid);
  return Object.fromEntries(answer.processes.map((each) => [each.containers[0]?.id ?? each.pid, each]));
}

async function seen(id: string, expected: Partial<Process>): Promise<Process> {
  return await vi.waitFor(async () => {
    const found = (await processes())[id];
    expect(found).toMatchObject(expected);
    return found as Process;
  }, patience);
}

async function finding(code: string): Promise<Finding | undefined> {
  const { findings } = (await served.json('/v1/findings')) as { findings: readonly Finding[] };
  return findings.find((each) => each.code === code);
}

beforeAll(async () => {
  mkdirSync(join(directory, 'bin'));
  mkdirSync(daemonFiles);
  install();
  daemon = await startDaemon();
  containers = new RunningContainers(daemon.address, directory);
  const { address, configFile } = daemon;
  served = await serve(directory, [
    `--containerd-address=${address}`,
    `--containerd-config=${configFile}`,
    `--docker-config=${join(directory, 'daemon.json')}`,
    '--docker-socket=none',
  ]);
  await served.listen((text) => {
    stream += text;
  });
}, 60_000);

afterAll(async () => {
  await served.stop();
  for (const id of ['one', 'two']) containers.end(id);
  for (const pid of shims) if (containers.owns(pid)) process.kill(pid, 'SIGKILL');
  await daemon?.stop();
  rmSync(`/run/containerd/runc/${containers.namespace}`, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

it('what runs is seen as it changes, although no file event reports a process', { timeout: 240_000 }, async () => {
  containers.start('one');
  const one = await seen('one', {
    path: shim,
    state: 'current',
    namespace: containers.namespace,
    taskApi: 2,
    containers: [{ id: 'one', runtime: 'io.containerd.runc.v2', state: 'running' }],
  });
  await vi.waitFor(() => expect(stream).toContain(`"kind":"process","action":"create","key":"${one.pid}"`), patience);

  install();
  await seen('one', { pid: one.pid, state: 'replaced' });
  containers.start('two');
  const two = await seen('two', { state: 'current' });

  end(one.pid);
  await vi.waitFor(() => expect(stream).toContain(`"kind":"process","action":"destroy","key":"${one.pid}"`), patience);

  unlinkSync(shim);
  await seen('two', { pid: two.pid, state: 'deleted' });

  await daemon?.stop();
  daemon = await startDaemon();
  const lost = await vi.waitFor(async () => {
    const found = await finding('unmanaged-containers');
    expect(found).toMatchObject({ subject: containers.namespace, message: expect.stringContaining('two') });
    return found as Finding;
  }, patience);

  // The way out that the advice gives.
  const command = lost.advice[0]?.command ?? '';
  expect(command).toBe(`runc --root /run/containerd/runc/${containers.namespace} delete --force two`);
  execFileSync('sh', ['-c', command]);
  await vi.waitFor(async () => expect(await finding('unmanaged-containers')).toBeUndefined(), patience);
});
