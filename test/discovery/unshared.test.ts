import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** What needs namespaces of its own: a Discovery in a child process, with mounts and limits that end with it. */
describe('Discovery in namespaces of its own', () => {
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'shimdex-drivers-'));
    await build({
      entryPoints: ['test/discovery/drivers/mounts.ts', 'test/discovery/drivers/limits.ts'],
      outdir: directory,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'error',
    });
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function drive(before: string, driver: string, argument = ''): Promise<Record<string, number>> {
    const script = `${before} exec "$0" "$1" "$2"`;
    // Daemons of other tests come and go; in a PID namespace of its own the machine has none.
    const words = [
      '-Urmpf',
      '--mount-proc',
      '--kill-child',
      'sh',
      '-c',
      script,
      process.execPath,
      join(directory, driver),
      argument,
    ];
    const { stdout } = await run('unshare', words, {
      timeout: 20_000,
      env: { ...process.env, TMPDIR: directory },
    });
    return JSON.parse(stdout);
  }

  it('sees a mount over a place with the next tick', async () => {
    const { ms } = await drive('', 'mounts.mjs', 'bind');

    expect(ms).toBeLessThan(1000);
  });

  it('sees what changes below an overlay with the next full read', async () => {
    const { ms } = await drive('', 'mounts.mjs', 'overlay');

    expect(ms).toBeLessThan(2500);
  });

  it('goes on where only some directories may be watched (ENOSPC), says so, and sees everything within a tick', async () => {
    const told = await drive('echo 2 > /proc/sys/user/max_inotify_watches;', 'limits.mjs');

    expect(told).toMatchObject({ watches: 2, unwatched: 3, watchErrors: 3 });
    expect(told['slowestMs']).toBeLessThan(1000);
  });

  it('goes on where nothing may be watched (EMFILE), says so, and sees everything within a tick', async () => {
    const told = await drive('echo 0 > /proc/sys/user/max_inotify_instances;', 'limits.mjs');

    expect(told).toMatchObject({ watches: 0, unwatched: 5, watchErrors: 5 });
    expect(told['slowestMs']).toBeLessThan(1000);
  });
}, 30_000);
