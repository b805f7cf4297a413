import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Resolution } from '../../src/model/resolution.ts';
import { type DebianRecipe, unpackDebian } from '../e2e/debian-tree.ts';
import { bootConfigHost, type ConfigHost } from './cri-config/live/config-host.ts';
import { debian12, debian13, debianSid } from './dockerd/recipes.ts';

const releases = { '1.6': debian12, '1.7': debian13, '2': debianSid } as const;
type Release = keyof typeof releases;

/** The shims of all releases, by file name. */
const names = {
  'containerd-shim-runc-v1': 'io.containerd.runc.v1',
  'containerd-shim-runc-v2': 'io.containerd.runc.v2',
};
/** It comes before the directory of the release's own shims. */
const firstDirectory = '/usr/local/sbin';
const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

let directory: string;
const shims = new Map<Release, string>();
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shimdex-pairs-'));
  for (const [release, recipe] of Object.entries(releases))
    shims.set(release as Release, await shimsOf(release, recipe));
}, 600_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function shimsOf(release: string, recipe: DebianRecipe): Promise<string> {
  const place = join(directory, release);
  mkdirSync(place);
  return join(await unpackDebian(place, recipe, ['./usr/bin/containerd-shim*']), 'usr/bin');
}

describe.each(Object.entries(releases))('containerd %s', (daemon, recipe) => {
  let host: ConfigHost;
  beforeAll(async () => {
    host = await bootConfigHost(recipe);
    makeRootfs(host);
  }, 600_000);
  afterAll(() => host?.machine.stop());

  it.each(Object.keys(releases) as Release[])(
    'starts the shims of %s that resolve says it can start',
    { timeout: 120_000 },
    async (release) => {
      expect(host.version.startsWith(`${daemon}.`)).toBe(true);
      const files = install(host, shims.get(release) ?? '');
      const start = await host.start({ root: '/', args: [], cwd: '/' });
      if (!start.started) throw new Error(start.message);
      try {
        const asked = files.map((file) => names[file]);
        const { stdout } = await host.machine.shimdex(['resolve', '--json', '--client=containerd', ...asked]);
        // One name gives an answer, several give a list.
        const foretold = [JSON.parse(stdout) as Resolution | readonly Resolution[]].flat();
        const met = await Promise.all(asked.map((name) => run(host, name)));

        expect(foretold.map(({ name, path, available, error = '' }) => ({ name, path, available, error }))).toEqual(
          asked.map((name, at) => ({
            name,
            path: `${firstDirectory}/${files[at]}`,
            available: met[at] === '',
            error: met[at],
          })),
        );
      } finally {
        await start.containerd.stop();
      }
    },
  );
});

/** Puts the shims of a release first on the PATH, and gives their file names. */
function install({ machine }: ConfigHost, from: string): readonly (keyof typeof names)[] {
  const to = join(machine.tree, firstDirectory);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  const files = readdirSync(from).filter((file): file is keyof typeof names => file in names);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) copyFileSync(join(from, file), join(to, file));
  return files;
}

function makeRootfs({ machine }: ConfigHost): void {
  const root = join(machine.tree, 'rootfs');
  // All places where runc mounts something: two containers at a time must not both make one.
  for (const name of ['bin', 'proc', 'sys', 'dev', 'run']) mkdirSync(join(root, name), { recursive: true });
  copyFileSync(join(machine.tree, 'bin/busybox'), join(root, 'bin/true'));
  chmodSync(join(root, 'bin/true'), 0o755);
}

/** Runs a container that ends at once; gives what `ctr` prints where that fails. */
async function run({ machine }: ConfigHost, runtime: string): Promise<string> {
  const id = runtime.replaceAll('.', '-');
  const ctr = ['/usr/bin/ctr', 'run', '--rm', '--null-io', `--cgroup=/${machine.cgroup}/${id}`, `--runtime=${runtime}`];
  const child = machine.start([...ctr, '--rootfs', '/rootfs', id, '/bin/true'], environment, '/');
  const printed = child.stderr === null ? '' : await text(child.stderr);
  // The rest are warnings, and what a socket is called follows from the container.
  const error = printed.split('\n').find((line) => line.startsWith('ctr: ')) ?? '';
  return error.replace(/[0-9a-f]{64}/, 'HASH');
}
