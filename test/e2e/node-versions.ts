import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where the tests keep what takes long to fetch; outside of the repository. */
export const cacheDirectory = join(process.env['XDG_CACHE_HOME'] ?? '/var/cache', 'shimdex-test');

/** The directory that holds `node` of a major version: this one's, or one that npm brings. */
export async function nodeDirectory(major: number): Promise<string> {
  if (process.versions.node.startsWith(`${major}.`)) return dirname(process.execPath);
  const kept = join(cacheDirectory, `node-${major}`);
  if (!existsSync(kept)) await install(major, kept);
  return join(kept, 'node_modules', 'node', 'bin');
}

async function install(major: number, kept: string): Promise<void> {
  mkdirSync(cacheDirectory, { recursive: true });
  const unfinished = mkdtempSync(`${kept}-`);
  try {
    writeFileSync(join(unfinished, 'package.json'), '{"private": true}\n');
    await run('npm', ['install', '--no-audit', '--no-fund', `node@${major}`], { cwd: unfinished });
    if (!existsSync(kept)) renameSync(unfinished, kept);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}
