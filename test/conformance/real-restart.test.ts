import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PlanAnswer } from '../../src/model/answers.ts';
import type { PlanOutcome } from '../../src/model/plan.ts';
import { runHere } from '../cli/run-here.ts';
import { eventually } from '../eventually.ts';
import { type ContainerdDaemon, startContainerd } from './containerd-daemon.ts';

const run = promisify(execFile);
const namespace = `plan-${process.pid}`;
const directory = mkdtempSync(join(tmpdir(), 'plan-'));
const bundles = join(directory, 'state/io.containerd.runtime.v2.task', namespace);
const copiedShim = join(directory, 'bin/containerd-shim-copied-v2');
const runcRoot = `/run/containerd/runc/${namespace}`;

/** What is done to a container before the restart, and how containerd 1.6 ends it. */
const mutations: Readonly<
  Record<
    string,
    {
      readonly mutate: (bundle: string, init: number) => void;
      readonly runtime?: string;
      readonly expected: PlanOutcome;
    }
  >
> = {
  untouched: { mutate: () => {}, expected: 'kept' },
  'shim-deleted': { mutate: () => rmSync(copiedShim), runtime: 'io.containerd.copied.v2', expected: 'unmanaged' },
  'name-removed': { mutate: (bundle) => rmSync(join(bundle, 'shim-binary-path')), expected: 'kept' },
  'name-emptied': { mutate: (bundle) => writeFileSync(join(bundle, 'shim-binary-path'), ''), expected: 'kept' },
  'name-without-directory': {
    mutate: (bundle) => writeFileSync(join(bundle, 'shim-binary-path'), 'containerd-shim-runc-v2'),
    expected: 'unmanaged',
  },
  'address-removed': { mutate: (bundle) => rmSync(join(bundle, 'address')), expected: 'killed' },
  'address-empty': { mutate: (bundle) => writeFileSync(join(bundle, 'address'), ''), expected: 'killed' },
  'socket-removed': { mutate: (bundle) => rmSync(socketOf(bundle)), expected: 'killed' },
  'log-removed': { mutate: (bundle) => rmSync(join(bundle, 'log')), expected: 'kept' },
  'work-link-removed': { mutate: (bundle) => rmSync(join(bundle, 'work')), expected: 'kept' },
  'address-garbage': { mutate: (bundle) => writeFileSync(join(bundle, 'address'), 'garbage'), expected: 'killed' },
  'bundle-hidden': {
    mutate: (bundle) => renameSync(bundle, join(dirname(bundle), '.hidden')),
    expected: 'unmanaged',
  },
  'init-killed': { mutate: (_bundle, init) => process.kill(init, 'SIGKILL'), expected: 'kept' },
};

function socketOf(bundle: string): string {
  return readFileSync(join(bundle, 'address'), 'utf8').replace(/^unix:\/\//, '');
}

const inits = new Map<string, number>();
const shims = new Set<number>();
let daemon: ContainerdDaemon;

function start(): Promise<ContainerdDaemon> {
  const env = { PATH: `${join(directory, 'bin')}:${process.env['PATH']}` };
  return startContainerd({ directory, executable: '/usr/bin/containerd', cwd: '/', env });
}

async function ctr(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('ctr', ['--address', daemon.address, '--namespace', namespace, ...args]);
  return stdout;
}

function isAlive(pid: number | undefined): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) [ZX] /.test(readFileSync(file, 'utf8'));
}

/** A root file system with one program. */
function makeRoot(): string {
  const root = join(directory, 'sleeper');
  for (const file of ['/bin/sleep', '/lib64/ld-linux-x86-64.so.2', '/lib/x86_64-linux-gnu/libc.so.6']) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    copyFileSync(file, join(root, file));
  }
  return root;
}

beforeAll(async () => {
  mkdirSync(dirname(copiedShim), { recursive: true });
  copyFileSync('/usr/bin/containerd-shim-runc-v2', copiedShim);
  const root = makeRoot();
  daemon = await start();
  for (const [id, { runtime = 'io.containerd.runc.v2' }] of Object.entries(mutations)) {
    await ctr('run', '--detach', '--null-io', '--rootfs', `--runtime=${runtime}`, root, id, '/bin/sleep', '1000');
    inits.set(id, Number(readFileSync(join(bundles, id, 'init.pid'), 'utf8')));
  }
}, 60_000);

afterAll(async () => {
  await daemon.stop();
  for (const id of inits.keys()) {
    try {
      execFileSync('runc', ['--root', runcRoot, 'delete', '--force', id], { stdio: 'ignore' });
    } catch (error) {
      // It is gone already.
      expect(error).toBeInstanceOf(Error);
    }
  }
  for (const shim of shims) if (isAlive(shim)) process.kill(shim, 'SIGKILL');
  rmSync(runcRoot, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

it('plan restart foretells what a restart of a real containerd does', async () => {
  for (const [id, { mutate }] of Object.entries(mutations)) mutate(join(bundles, id), inits.get(id) ?? 0);
  await eventually(() => expect(isAlive(inits.get('init-killed'))).toBe(false));
  const { stdout, status } = await runHere([
    'plan',
    'restart',
    '--json',
    `--containerd-address=${daemon.address}`,
    '--docker-socket=none',
  ]);
  const plan = PlanAnswer.parse(JSON.parse(stdout));
  const foretold = plan.containers.filter((each) => each.namespace === namespace);
  for (const { pid } of foretold) if (pid !== null) shims.add(pid);

  await daemon.stop();
  daemon = await start();

  const listed = await ctr('task', 'ls', '--quiet');
  const known = new Set(listed.split('\n'));
  const happened = Object.keys(mutations).map((id) => [id, ending(known.has(id), isAlive(inits.get(id)))]);
  expect(Object.fromEntries(happened)).toEqual(
    Object.fromEntries(Object.entries(mutations).map(([id, { expected }]) => [id, expected])),
  );
  expect(Object.fromEntries(foretold.map(({ id, outcome }) => [id, outcome]))).toEqual(Object.fromEntries(happened));
  expect(status).toBe(1);
}, 60_000);

function ending(isKnown: boolean, runs: boolean): PlanOutcome {
  if (isKnown) return 'kept';
  return runs ? 'unmanaged' : 'killed';
}
