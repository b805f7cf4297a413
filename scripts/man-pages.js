import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The manual pages by file name, from the same table of commands and options as `--help`. */
export async function manPages() {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-man-'));
  try {
    const outfile = join(directory, 'pages.cjs');
    await build({
      entryPoints: [fileURLToPath(new URL('../src/cli/manual/pages.ts', import.meta.url))],
      outfile,
      bundle: true,
      format: 'cjs',
      platform: 'node',
      // What a command does is not needed to describe it.
      external: ['./commands/*', '../commands/*'],
      logLevel: 'warning',
    });
    return createRequire(import.meta.url)(outfile).manualPages(date());
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The day of the commit, so that a package made twice is the same; a tree without git is of today. */
function date() {
  try {
    return execFileSync('git', ['log', '-1', '--format=%cs'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return new Date().toISOString().slice(0, 10);
  }
}
