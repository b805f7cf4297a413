import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { placesOf } from '../../../src/core/containerd/places.ts';
import { findContainerd } from '../../../src/sources/containerd/find-containerd.ts';
import { readContainerd } from '../../../src/sources/containerd/read-containerd.ts';
import { runningContainerds } from '../../../src/sources/containerd/running-containerds.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { Trust } from '../../../src/sources/processes/trust.ts';
import { PlaceScanner } from '../../../src/sources/search-path/scan-places.ts';

const EXE = '/usr/bin/containerd';
const canRun = process.getuid?.() === 0 && fs.existsSync(EXE);

let dir: string;
let containerd: ChildProcess | undefined;

beforeEach(() => {
  dir = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'real-containerd-')));
});
afterEach(async () => {
  if (containerd !== undefined && containerd.exitCode === null && containerd.signalCode === null) {
    containerd.kill('SIGKILL');
    await once(containerd, 'exit');
  }
  containerd = undefined;
  fs.rmSync(dir, { recursive: true, force: true });
});

/** Starts a containerd of its own with a PATH of two directories, in `dir/cwd`. */
async function start(): Promise<number> {
  for (const name of ['cwd', 'p1', 'p2', 'opt']) fs.mkdirSync(join(dir, name));
  const config = `version = 2
root = "${dir}/root"
state = "${dir}/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "${dir}/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "${dir}/opt"
`;
  fs.writeFileSync(join(dir, 'config.toml'), config);
  const child = spawn(EXE, ['--config', '../config.toml', '--log-level', 'error'], {
    cwd: join(dir, 'cwd'),
    env: { PATH: `${dir}/p1::rel:${dir}/p2` },
    stdio: 'ignore',
  });
  containerd = child;
  await vi.waitFor(() => fs.statSync(join(dir, 'containerd.sock')), { timeout: 20_000 });
  return child.pid ?? 0;
}

it.skipIf(!canRun)('readContainerd() reads the lookup of a running containerd', async () => {
  const pid = await start();
  const files = new HostFiles('/');

  const { facts, states } = readContainerd(files, {
    containerd: 'auto',
    containerdAddress: join(dir, 'containerd.sock'),
  });
  const places = await new PlaceScanner(files).scan(placesOf(facts), facts.user, { all: true });

  const printed = spawnSync(EXE, ['--version'], { encoding: 'utf8' }).stdout;
  expect(printed).toContain(` ${facts.version}`);
  expect(facts).toMatchObject({
    pid,
    versionSource: 'read',
    cwd: join(dir, 'cwd'),
    cwdDeleted: false,
    path: `${dir}/opt/bin:${dir}/p1::rel:${dir}/p2`,
    pathSource: 'process',
    optDirectory: `${dir}/opt/bin`,
    executableDirectory: '/usr/bin',
    user: { uid: 0, gid: 0 },
  });
  expect(states.map(({ state }) => state)).toEqual(['read', 'read']);
  expect(places.map(({ directory, kind, state }) => [directory, kind, state])).toEqual([
    [`${dir}/cwd`, 'cwd', 'ok'],
    [`${dir}/opt/bin`, 'opt', 'ok'],
    [`${dir}/p1`, 'path', 'ok'],
    [`${dir}/cwd`, 'path', 'duplicate'],
    [`${dir}/cwd/rel`, 'path', 'missing'],
    [`${dir}/p2`, 'path', 'ok'],
    ['/usr/bin', 'executable', 'ok'],
  ]);
});

it.skipIf(!canRun)(
  'readContainerd() notices that the working directory was deleted and the process ended',
  async () => {
    const pid = await start();
    const files = new HostFiles('/');
    const options = {
      containerd: 'auto',
      containerdAddress: join(dir, 'containerd.sock'),
    } as const;
    const { dependsOn } = readContainerd(files, options);
    const identities = () => dependsOn.map((path) => files.identity(path)).join();
    const before = identities();

    expect(identities()).toBe(before);
    fs.rmdirSync(join(dir, 'cwd'));
    expect(readContainerd(files, options).facts).toMatchObject({ pid, cwd: join(dir, 'cwd'), cwdDeleted: true });

    containerd?.kill('SIGKILL');
    if (containerd !== undefined) await once(containerd, 'exit');

    expect(identities()).not.toBe(before);
    expect(readContainerd(files, options).states[0]).toMatchObject({ state: 'assumed' });
  },
);

it.skipIf(!canRun)('readContainerd() ignores a process with another root directory', async () => {
  const pid = await start();

  const options = { containerd: pid, containerdAddress: '/nonexistent' };
  const proc = join(dir, 'tree/proc');
  fs.mkdirSync(proc, { recursive: true });

  const here = readContainerd(new HostFiles('/'), options);
  const mounted = spawnSync('mount', ['--bind', '/proc', proc]).status;
  let inTree: ReturnType<typeof readContainerd>;
  try {
    inTree = readContainerd(new HostFiles(join(dir, 'tree')), options);
  } finally {
    spawnSync('umount', ['-l', proc]);
  }

  expect(mounted).toBe(0);
  expect(here.states[0]?.state).toBe('read');
  expect(inTree.states[0]).toMatchObject({ state: 'unreadable', message: expect.stringContaining('--root') });
  expect(inTree.facts.pathSource).toBe('assumed');
});

it.skipIf(!canRun)(
  'runningContainerds() reads the address of a running containerd from its configuration',
  async () => {
    const pid = await start();
    const files = new HostFiles('/');

    const found = runningContainerds(files, new Trust(files, [])).find((each) => each.pid === pid);

    const address = join(dir, 'containerd.sock');
    expect(found).toMatchObject({ address, configFile: join(dir, 'config.toml'), uid: 0, believed: true });
    expect(findContainerd(files, { address }).pid).toBe(pid);
  },
);
