import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootMachine, type Machine } from './dockerd/machine.ts';
import {
  debianWithEngines,
  kill,
  placeOf,
  put,
  startContainerd,
  startInContainer,
  startInOwnNetwork,
  startPodman,
  startRootless,
  startWithOwnMounts,
} from './real-engines/daemons.ts';
import { lookEverywhere, type Place, type Sight } from './real-engines/sight.ts';
import { runShimdex } from './shimdex.ts';

/** Each question goes to list, check, resolve, targets, the service, its Docker API and its page: one answer is expected. */
let machine: Machine;
let place: Place;
beforeAll(async () => {
  machine = await bootMachine(debianWithEngines);
  place = placeOf(machine);
  // One test looks at it as a user without rights.
  chmodSync(join(machine.tree, '..'), 0o755);
}, 600_000);
afterAll(() => machine?.stop());

const look = (...options: readonly string[]): Promise<Sight> => lookEverywhere(place, options, 'read');
const deadline = { timeout: 300_000 };

const shims = { 'io.containerd.runc.v1': true };
const runc = { ...shims, 'io.containerd.runc.v2': true, runc: true };
const unknownRunc = { 'io.containerd.runc.v2': null, runc: null };

describe('one containerd at another address, and no Docker', () => {
  const address = '/run/own/containerd.sock';
  const files = ['--root=/var/lib/own', '--state=/run/own'];

  it.each([
    ['its command line', [`--address=${address}`], ''],
    ['its configuration', ['--config=/etc/own.toml'], `version = 2\n[grpc]\n  address = "${address}"\n`],
    ['a dotted key', ['--config=/etc/own.toml'], `version = 2\ngrpc.address = "${address}"\n`],
  ])('is described, with the address from %s', deadline, async (_where, args, config) => {
    put(machine, 'etc/own.toml', config);
    const containerd = await startContainerd(machine, ...files, ...args);

    try {
      const sight = await lookEverywhere(place, [], 'absent');

      expect(sight).toMatchObject({ containerd: address, foreign: undefined, findings: [] });
      expect(sight.available).toEqual(runc);
      for (const notes of sight.notes) {
        expect(notes).toContain(`process ${sight.inventory.host.containerd.pid} at "${address}"`);
        expect(notes).toContain(`--containerd-address ${address}`);
      }
    } finally {
      await kill(containerd);
    }
  });
});

describe('a host without any', () => {
  it('has no runtimes, and says so', deadline, async () => {
    const root = mkdtempSync(join(tmpdir(), 'shimdex-bare-'));
    for (const directory of ['etc', 'run', 'usr/bin', 'proc']) mkdirSync(join(root, directory), { recursive: true });
    const bare: Place = { ...place, root, through: [] };

    try {
      const sight = await lookEverywhere(bare, [], 'absent');

      expect(sight).toMatchObject({ containerd: undefined, foreign: undefined, available: { runc: false } });
      for (const notes of sight.notes) expect(notes).toMatch(/host has no containerd/);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

describe('several Engines on one host', () => {
  const mounted = '/run/mounted/docker.sock';
  const boxed = '/run/box/docker.sock';
  const podman = '/run/podman/podman.sock';
  const rootless = '/run/user/1000';

  beforeAll(async () => {
    await startContainerd(machine);
    await startInOwnNetwork(machine);
    await Promise.all([
      startWithOwnMounts(machine, mounted),
      startInContainer(machine, '/run/box'),
      startPodman(machine, podman),
      startRootless(machine, rootless),
    ]);
  }, 300_000);

  it('a dockerd in another network namespace belongs to this host', deadline, async () => {
    const sight = await look();

    expect(sight).toMatchObject({ containerd: '/run/containerd/containerd.sock', foreign: undefined, findings: [] });
    expect(sight.available).toEqual({ ...runc, system: true });
  });

  it('a rootless dockerd next to it has its own file and its own containerd', deadline, async () => {
    const sight = await look(`--docker-socket=${rootless}/docker.sock`);

    expect(sight).toMatchObject({ foreign: undefined, findings: [] });
    expect(sight.containerd).toBe(`${rootless}/docker/containerd/containerd.sock`);
    expect(sight.available).toEqual({ ...runc, rootless: true });
  });

  it('a dockerd in another mount namespace is not compared with the file of this host', deadline, async () => {
    const sight = await look(`--docker-socket=${mounted}`);

    expect(sight).toMatchObject({ containerd: '/run/containerd/containerd.sock', foreign: undefined, findings: [] });
    expect(sight.available).toEqual({ ...runc, mounted: true });
    for (const notes of sight.notes) expect(notes).toMatch(/mounts of dockerd differ.*--docker-config/);
  });

  it.each([
    ['a dockerd in a container', boxed, 'unknown', { ...unknownRunc, boxed: null }, /--root.*--docker-config/],
    ['Podman', podman, 'podman', expect.objectContaining({ crun: null }), /Podman.*containers\.conf/],
  ])('%s is foreign', deadline, async (_title, socket, foreign, available, sentence) => {
    const sight = await look(`--docker-socket=${socket}`);

    expect(sight).toMatchObject({ foreign, available, findings: [] });
    for (const notes of sight.notes) {
      expect(notes).toMatch(sentence);
      expect(notes).not.toMatch(/reload/);
    }
    expect(Object.keys(sight.available)).not.toContain('system');
  });

  it('targets lists each of them with the flags to look at it', deadline, async () => {
    const { stdout } = await machine.shimdex(['targets']);

    for (const socket of [mounted, podman, `${rootless}/docker.sock`])
      expect(stdout).toContain(`--docker-socket ${socket}`);
    expect(stdout).toContain('--containerd-address /run/containerd/containerd.sock');
    // The containerd of another user is described only if its process is named.
    expect(stdout).toMatch(new RegExp(`${rootless}/docker/containerd/containerd.toml +--containerd \\d+`));
  });

  it('a user from whom processes are hidden reads what is assumed', deadline, async () => {
    const hide =
      'mount -t proc -o hidepid=2 proc "$0/proc"; exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"';
    const through = [...machine.enter, '/usr/bin/unshare', '--mount', '/bin/sh', '-ec', hide, machine.tree];

    for (const args of [['list'], ['check'], ['resolve', 'runc']]) {
      const [command = '', ...rest] = args;
      const { stdout, stderr } = await runShimdex([command, `--root=${machine.tree}`, ...rest], through);
      expect(stdout + stderr).toMatch(/^Assumed: .*processes of other users are hidden.*docker-config\)$/m);
      expect(stdout + stderr).toMatch(/^Assumed: .*processes of other users are hidden.*containerd-process\)$/m);
    }
  });
});
