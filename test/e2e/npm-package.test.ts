import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { HostTree } from '../cli/host-tree.ts';
import { ask } from '../http/serving.ts';
import { cacheDirectory, nodeDirectory } from './node-versions.ts';

const run = promisify(execFile);
const repository = join(import.meta.dirname, '..', '..');

/** What `npm pack --json` prints. */
interface Packed {
  readonly filename: string;
  /** Bytes to download, and bytes on disk. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

let directory: string;
let packed: Packed;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shimdex-npm-'));
  // A copy, since packing builds: other tests run what is built in the repository.
  for (const name of ['package.json', 'README.md', 'LICENSE', 'scripts', 'src', 'public', 'docs/findings.md']) {
    cpSync(join(repository, name), join(directory, name), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(directory, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--json'], { cwd: directory });
  packed = (JSON.parse(stdout.slice(stdout.indexOf('['))) as [Packed])[0];
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('npm pack takes what the program needs and nothing else', () => {
  const paths = packed.files.map(({ path }) => path);

  expect(paths).toEqual(
    expect.arrayContaining([
      ...['LICENSE', 'README.md', 'dist/main.js', 'package.json', 'public/index.html'],
      'dist/docs/findings.md',
    ]),
  );
  const known =
    /^(?:LICENSE|README\.md|package\.json|dist\/.*\.(?:js|json|txt)|dist\/docker-shimdex|dist\/docs\/findings\.md|public\/.*\.(?:js|css|html|svg))$/;
  expect(paths.filter((path) => !known.test(path))).toEqual([]);
  expect(packed.size).toBeLessThan(550_000);
  expect(packed.unpackedSize).toBeLessThan(1_700_000);
});

it.each([20, 22, 24, 26])('the package runs by npx on Node %i', { timeout: 120_000 }, async (major) => {
  const bin = await nodeDirectory(major);
  const host = new HostTree();
  onTestFinished(() => host.remove());
  host.shim('one/containerd-shim-kata-v2');
  const PATH = `${bin}:${process.env['PATH']}`;
  const env = { ...process.env, PATH, npm_config_cache: join(cacheDirectory, 'npm') };
  const npx = ['--yes', `--package=${join(directory, packed.filename)}`, '--', 'shimdex'];

  const listed = await run('npx', [...npx, 'list', '--json', ...host.options], { env });

  expect(JSON.parse(listed.stdout)).toMatchObject({
    runtimes: expect.arrayContaining([expect.objectContaining({ name: 'io.containerd.kata.v2', available: true })]),
  });
  const socket = host.at('s.sock');
  const service = spawn('npx', [...npx, 'serve', `--listen=unix:${socket}`, ...host.options], {
    env,
    detached: true,
    stdio: 'ignore',
  });
  onTestFinished(async () => {
    const ended = service.exitCode === null ? once(service, 'exit') : undefined;
    if (service.pid !== undefined && ended !== undefined) process.kill(-service.pid, 'SIGKILL');
    await ended;
  });
  await vi.waitFor(async () => expect((await ask(socket, '/readyz')).status).toBe(200), {
    timeout: 20_000,
    interval: 50,
  });
  for (const path of ['/', '/metrics', '/openapi.json']) expect((await ask(socket, path)).status).toBe(200);
  expect((await ask(socket, '/metrics')).text).toContain(`nodeversion="${major}.`);
});

it('npx installs the plugin of the docker CLI, and says that it may not stay', { timeout: 120_000 }, async () => {
  const host = new HostTree();
  onTestFinished(() => host.remove());
  const PATH = `${await nodeDirectory(20)}:${process.env['PATH']}`;
  const env = { ...process.env, PATH, npm_config_cache: join(cacheDirectory, 'npm'), DOCKER_CONFIG: host.at('docker') };
  const npx = ['--yes', `--package=${join(directory, packed.filename)}`, '--', 'shimdex', 'plugin', 'install'];

  const { stdout } = await run('npx', npx, { env });

  expect(stdout).toContain('in the cache of npx, which npm may empty');
  const plugin = host.at('docker/cli-plugins/docker-shimdex');
  expect((await run(plugin, ['shimdex', '--version'], { env: { PATH } })).stdout).toMatch(/^\d+\.\d+\.\d+/);
});
