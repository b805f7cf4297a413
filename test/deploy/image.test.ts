import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { FleetHost } from '../e2e/fleet-host.ts';
import { endChild } from '../e2e/service.ts';
import { temporaryDirectory } from '../http/serving.ts';

const project = join(import.meta.dirname, '..', '..');
const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
const MB = 1_000_000;

/** Builds the image of this machine's architecture; returns its digest. */
function build(output: string, cache: string, environment: Readonly<Record<string, string>>): string {
  const script = join(project, 'scripts', 'package-image.js');
  const args = [script, '--arch', architecture, '--cache', cache, output];
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1700000000', ...environment };
  const [, digest = ''] = execFileSync(process.execPath, args, { env, encoding: 'utf8' }).trim().split('\n');
  return digest;
}

interface Descriptor {
  readonly digest: string;
  readonly size: number;
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

interface Configuration {
  readonly created: string;
  readonly architecture: string;
  readonly config: {
    readonly User: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly Healthcheck: { readonly Test: readonly string[] };
  };
}

interface Index {
  readonly manifests: readonly (Descriptor & { readonly platform?: { readonly architecture: string } })[];
}

/** A blob of a layout, which must have the digest in its name. */
function blob<T>(layout: string, { digest }: Descriptor): T {
  const bytes = readFileSync(join(layout, 'blobs', ...digest.split(':')));
  expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest);
  return JSON.parse(bytes.toString()) as T;
}

/** Files below a directory, with the ones of the program left out. */
function runtimeFiles(root: string): readonly string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !/^usr\/share\/(?:shimdex\/(?:dist|public)|doc|common-licenses)\//.test(path));
}

it('npm run package:image makes a small image, twice the same, that runs as its own user', {
  timeout: 300_000,
}, async () => {
  const directory = temporaryDirectory();
  const [layout, again] = [join(directory, 'image'), join(directory, 'again')];
  const cache = join(directory, 'cache');

  const digest = build(layout, cache, {});
  expect(build(again, cache, { TZ: 'Asia/Tokyo', LC_ALL: 'C' })).toBe(digest);

  const { manifests } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as Index;
  expect(manifests.map((each) => each.digest)).toEqual([digest]);
  const images = manifests.flatMap((each) => blob<Index>(layout, each).manifests);
  expect(images.map(({ platform }) => platform?.architecture)).toEqual([architecture]);
  const [manifest] = images.map((image) => blob<Manifest>(layout, image));
  const size = manifest?.layers.reduce((sum, layer) => sum + layer.size, 0);
  expect(size).toBeGreaterThan(20 * MB);
  expect(size).toBeLessThan(60 * MB);
  const image = manifest && blob<Configuration>(layout, manifest.config);
  const labels = {
    'org.opencontainers.image.title': 'shimdex',
    'org.opencontainers.image.version': '0.1.0',
    'org.opencontainers.image.created': '2023-11-14T22:13:20Z',
    'org.opencontainers.image.licenses': expect.stringContaining('Apache-2.0'),
  };
  expect(manifest?.annotations).toMatchObject(labels);
  expect(image).toMatchObject({ created: '2023-11-14T22:13:20Z', architecture, config: { Labels: labels } });

  const bundle = join(directory, 'bundle');
  execFileSync('umoci', ['unpack', '--image', `${layout}:0.1.0`, bundle], { stdio: 'pipe' });
  const root = join(bundle, 'rootfs');
  const libraries =
    /^(?:usr\/)?lib(?:64)?\/.*\/?(?:ld-linux-[\w-]+|lib(?:atomic|c|dl|gcc_s|m|pthread|stdc\+\+))\.so[\d.]*$/;
  expect(
    runtimeFiles(root)
      .filter((path) => !libraries.test(path))
      .sort(),
  ).toEqual([
    'etc/group',
    'etc/nsswitch.conf',
    'etc/passwd',
    'usr/bin/node',
    'usr/bin/shimdex',
    ...['base', 'libatomic1', 'libc6', 'libgcc-s1', 'libstdc++6'].map((name) =>
      name === 'base'
        ? expect.stringMatching(/^var\/lib\/dpkg\/status\.d\/gcc-\d+-base$/)
        : `var/lib/dpkg/status.d/${name}`,
    ),
  ]);
  for (const name of ['node/LICENSE', 'shimdex/LICENSE', 'libc6/copyright', 'libstdc++6/copyright']) {
    expect(lstatSync(join(root, 'usr/share/doc', name)).size).toBeGreaterThan(1000);
  }

  // The rest is what a container runtime does: a root file system, the configured user, and the host at /host.
  const host = new FleetHost();
  cpSync(host.root, join(root, 'host'), { recursive: true });
  chmodSync(join(root, 'host'), 0o755);
  const { process: started } = JSON.parse(readFileSync(join(bundle, 'config.json'), 'utf8')) as {
    process: { args: string[]; env: string[]; user: { uid: number; gid: number } };
  };
  expect(started.args).toEqual(['/usr/bin/shimdex', 'serve', '--root=/host']);
  expect(started.user).toEqual({ uid: 65532, gid: 65532 });
  const inside = (...command: readonly string[]) => [
    `--userspec=${started.user.uid}:${started.user.gid}`,
    root,
    ...command,
  ];
  const env = Object.fromEntries(started.env.map((line) => line.split('=') as [string, string]));
  const child = spawn(
    '/usr/sbin/chroot',
    inside(...started.args, '--listen=127.0.0.1:0', '--containerd-version=2.0.0'),
    {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  onTestFinished(() => endChild(child, 'SIGKILL'));
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const port = await vi.waitFor(
    async () => {
      const [, found] = /"address":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(log) ?? [];
      expect((await fetch(`http://127.0.0.1:${found}/readyz`)).status).toBe(200);
      return found;
    },
    { timeout: 60_000, interval: 100 },
  );

  const { runtimes } = (await (await fetch(`http://127.0.0.1:${port}/v1/runtimes`)).json()) as {
    runtimes: readonly { name: string; available: boolean }[];
  };
  expect(runtimes).toContainEqual(expect.objectContaining({ name: 'io.containerd.runc.v2', available: true }));
  expect((await fetch(`http://127.0.0.1:${port}/`)).headers.get('content-type')).toContain('text/html');
  expect(readFileSync(`/proc/${child.pid}/status`, 'utf8')).toMatch(/^Uid:\t65532\t65532\t65532\t65532$/m);

  const [, ...health] = image?.config.Healthcheck.Test ?? [];
  const checkOn = (where: string | undefined) =>
    execFileSync('/usr/sbin/chroot', inside(...health.map((word) => word.replace('7446', `${where}`))), {
      env,
      stdio: 'pipe',
    });
  checkOn(port);
  await endChild(child, 'SIGTERM');
  expect(child.exitCode).toBe(0);
  expect(() => checkOn(port)).toThrow();
});
