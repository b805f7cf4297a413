import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

const run = promisify(execFile);

/** What a driver runs in. */
interface Surroundings {
  /** Commands of a shell that run before it. */
  readonly before?: string;
  readonly argument?: string;
  readonly timeoutMs?: number;
}

/** Runs one of the drivers in namespaces of its own, and gives what it prints. */
export type Drive = (driver: string, surroundings?: Surroundings) => Promise<Record<string, number>>;

/** Builds drivers for the tests of a file: a Discovery in a child process, with mounts and limits that end with it. */
export function unsharedDrivers(...drivers: readonly string[]): Drive {
  let directory = '';
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'shimdex-drivers-'));
    await build({
      entryPoints: drivers.map((driver) => `test/discovery/drivers/${driver}.ts`),
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

  return async (driver, { before = '', argument = '', timeoutMs = 20_000 } = {}) => {
    const script = `${before} exec "$0" "$1" "$2"`;
    // Daemons of other tests come and go; in a PID namespace of its own the machine has none.
    const namespaces = ['-Urmpf', '--mount-proc', '--kill-child'];
    const command = ['sh', '-c', script, process.execPath, join(directory, `${driver}.mjs`), argument];
    const { stdout } = await run('unshare', [...namespaces, ...command], {
      timeout: timeoutMs,
      env: { ...process.env, TMPDIR: directory },
    });
    return JSON.parse(stdout);
  };
}
