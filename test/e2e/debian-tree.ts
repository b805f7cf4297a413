import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A minimal Debian and its additional packages. */
export interface DebianRecipe {
  readonly suite: 'bookworm' | 'trixie' | 'sid';
  readonly packages: readonly string[];
  /** The packages are installed; otherwise they only lie ready for apt-get. */
  readonly installed: boolean;
  /** A recipe whose packages are installed already, so that only the others are. */
  readonly base?: DebianRecipe;
}

const run = promisify(execFile);
const cacheDirectory = join(process.env['XDG_CACHE_HOME'] ?? '/var/cache', 'shimdex-test');
const containerdReady: DebianRecipe = { suite: 'bookworm', packages: ['containerd'], installed: false };

/** What nothing in a test reads, and what takes longest to unpack. */
const leftOut = ['usr/share/doc', 'usr/share/locale', 'usr/share/man', 'usr/share/zoneinfo', 'var/lib/apt/lists'];

/**
 * Unpacks a Debian below `directory`; by default with containerd's packages downloaded, none of them installed. `only` are
 * patterns of the files that are needed, by default all.
 */
export async function unpackDebian(
  directory: string,
  recipe = containerdReady,
  only: readonly string[] = [],
): Promise<string> {
  const archive = await readyArchive(directory, recipe);
  const tree = join(directory, 'tree');
  mkdirSync(tree);
  await run('tar', ['-xf', archive, '-C', tree, '--wildcards', ...only]);
  return tree;
}

async function readyArchive(directory: string, recipe: DebianRecipe): Promise<string> {
  const archive = archiveOf(recipe);
  if (!existsSync(archive)) await underLock(`${archive}.lock`, () => makeArchive(archive, directory, recipe));
  return archive;
}

/** Runs apt-get inside the tree; its packages come from the archive, so that no network is needed. */
export async function aptGet(tree: string, ...args: readonly string[]): Promise<void> {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  await run('chroot', [tree, 'apt-get', '-q', '-y', ...args], { env, maxBuffer: 1 << 26 });
}

function archiveOf({ suite, packages, installed }: DebianRecipe): string {
  const name = `${suite}-minbase-${packages.join('-')}${installed ? '-installed' : ''}.tar`;
  return join(cacheDirectory, name);
}

/** Test files run side by side: one of them makes the archive, the others wait for it. */
async function underLock(lock: string, make: () => Promise<void>): Promise<void> {
  mkdirSync(cacheDirectory, { recursive: true });
  // The lock goes with the process that holds it, and that one with its input.
  const holder = spawn('flock', [lock, 'sh', '-c', 'echo locked; cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  await Promise.race([once(holder.stdout, 'data'), once(holder, 'error').then(([error]) => Promise.reject(error))]);
  try {
    await make();
  } finally {
    holder.stdin.end();
    await once(holder, 'exit');
  }
}

async function makeArchive(archive: string, directory: string, recipe: DebianRecipe): Promise<void> {
  if (existsSync(archive)) return;
  const tree = mkdtempSync(join(directory, 'new-tree-'));
  if (recipe.base === undefined) await makeTree(tree, recipe);
  else await run('tar', ['-xf', await readyArchive(directory, recipe.base), '-C', tree]);
  await aptGet(tree, 'update');
  const how = recipe.installed ? [] : ['--download-only'];
  await aptGet(tree, 'install', ...how, '--no-install-recommends', ...recipe.packages);
  if (recipe.installed) await aptGet(tree, 'clean');
  const unfinished = `${archive}.${process.pid}`;
  const without = recipe.installed ? leftOut.map((path) => `--exclude=./${path}/*`) : [];
  await run('tar', ['-cf', unfinished, '-C', tree, ...without, '.']);
  renameSync(unfinished, archive);
  rmSync(tree, { recursive: true, force: true });
}

/** A minimal tree that reaches the mirror as this machine does. */
async function makeTree(tree: string, { suite }: DebianRecipe): Promise<void> {
  await debootstrap('--variant=minbase', suite, tree, ...(await mirror()));
  // Services of the packages are not started: this is a tree, not a machine.
  writeFileSync(join(tree, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  writeFileSync(join(tree, 'etc/apt/apt.conf.d/90host'), await transportSettings());
  trustHostAuthorities(tree);
}

/** In namespaces that die with this process, and what it mounts with them. */
async function debootstrap(...args: readonly string[]): Promise<void> {
  const fenced = ['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child', 'debootstrap'];
  await run('setpriv', [...fenced, ...args], { maxBuffer: 1 << 26 });
}

/**
 * The mirror this machine's own packages come from; debootstrap's default where that is unknown: no address of a
 * mirror belongs in this repository.
 */
async function mirror(): Promise<string[]> {
  const system = readFileSync('/etc/os-release', 'utf8');
  const release = /^VERSION_CODENAME=(\w+)$/m.exec(system)?.[1];
  if (!/^ID=debian$/m.test(system)) return [];
  const targets = ['indextargets', '--format', '$(RELEASE) $(COMPONENT) $(REPO_URI)', 'Created-By: Packages'];
  const { stdout } = await run('apt-get', targets);
  const lines = stdout.split('\n').map((line) => line.split(' '));
  const uri = lines.find(([suite, component]) => suite === release && component === 'main')?.[2];
  return uri === undefined ? [] : [uri];
}

/** How this machine's apt reaches its mirrors: proxies, and what it thinks of the clock. */
async function transportSettings(): Promise<string> {
  const { stdout } = await run('apt-config', ['dump']);
  return stdout.replace(/^(?!Acquire::(?:https?|Check-)).*\n/gm, '');
}

/** A minimal tree has no certificates of its own, and its mirror may be reached through TLS. */
function trustHostAuthorities(tree: string): void {
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(bundle) && !existsSync(join(tree, bundle))) cpSync(bundle, join(tree, bundle), { dereference: true });
}
