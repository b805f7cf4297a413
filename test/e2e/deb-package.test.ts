import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { ask } from '../http/serving.ts';
import { unpackDebian } from './debian-tree.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, '..', '..', 'scripts', 'package-deb.js');

let directory: string;
let tree: string;
let deb: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shimdex-deb-'));
  tree = await unpackDebian(directory);
  const { stdout } = await run(process.execPath, [script, directory]);
  deb = stdout.trim();
  cpSync(deb, join(tree, 'root/shimdex.deb'));
  cpSync(nodePackage(), join(tree, 'root/nodejs.deb'));
}, 300_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** This node as a package: bookworm's own is too old. */
function nodePackage(): string {
  const package_ = join(directory, 'nodejs');
  mkdirSync(join(package_, 'DEBIAN'), { recursive: true });
  mkdirSync(join(package_, 'usr/bin'), { recursive: true });
  cpSync(process.execPath, join(package_, 'usr/bin/node'), { dereference: true });
  const control = `Package: nodejs\nVersion: ${process.versions.node}\nArchitecture: all\nMaintainer: nobody\nDescription: node\n`;
  writeFileSync(join(package_, 'DEBIAN/control'), control);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', package_, `${package_}.deb`], { stdio: 'pipe' });
  return `${package_}.deb`;
}

async function inTree(...command: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  return run('chroot', [tree, ...command], { env });
}

/** Everything in the tree that a package put there or changed, dpkg's own books left out. */
function filesOf(...places: readonly string[]): readonly string[] {
  return places.flatMap((place) =>
    readdirSync(join(tree, place), { recursive: true, encoding: 'utf8' }).map((path) => join(place, path)),
  );
}

it('the package names what it is and what it needs, and belongs to root', async () => {
  const { stdout: fields } = await run('dpkg-deb', ['--field', deb]);
  const { stdout: contents } = await run('dpkg-deb', ['--contents', deb]);

  expect(fields).toMatch(/^Package: shimdex$/m);
  expect(fields).toMatch(/^Architecture: all$/m);
  expect(fields).toMatch(/^Depends: nodejs \(>= 20\.19\)$/m);
  const lines = contents.trim().split('\n');
  expect(lines.filter((line) => !/^\S+ root\/root /.test(line))).toEqual([]);
  expect(
    lines.filter(
      (line) => /^-/.test(line) && !/^-rw-r--r-- |^-rwxr-xr-x .*\/dist\/(?:main\.js|docker-shimdex)$/.test(line),
    ),
  ).toEqual([]);
  expect(contents).not.toMatch(/\.cache$|tsconfig/m);
  // The one in /usr/share/doc may be missing: slim images leave that directory out.
  expect(contents).toContain('usr/share/shimdex/dist/docs/findings.md');
});

it('the package has the manual pages, and the completion of each shell where the shell looks for it', async () => {
  const unpacked = join(directory, 'unpacked');
  await run('dpkg-deb', ['--extract', deb, unpacked]);
  const share = join(unpacked, 'usr/share');

  const manual = readdirSync(join(share, 'man/man1')).sort();
  expect(manual).toEqual(expect.arrayContaining(['shimdex-list.1.gz', 'shimdex-resolve.1.gz', 'shimdex.1.gz']));
  for (const name of manual) {
    const page = gunzipSync(readFileSync(join(share, 'man/man1', name)));
    expect(execFileSync('mandoc', ['-Tlint', '-Wall'], { input: page, encoding: 'utf8' })).toBe('');
  }
  for (const [shell, place] of [
    ['bash', 'bash-completion/completions/shimdex'],
    ['zsh', 'zsh/vendor-completions/_shimdex'],
    ['fish', 'fish/vendor_completions.d/shimdex.fish'],
  ] as const) {
    expect(readFileSync(join(share, place), 'utf8')).toContain(`Made by "shimdex completion ${shell}"`);
    execFileSync(shell, ['-n', join(share, place)]);
  }
});

it('each page of the package links only to pages, headings and pictures that are also installed', async () => {
  const unpacked = join(directory, 'pages');
  await run('dpkg-deb', ['--extract', deb, unpacked]);
  const documents = join(unpacked, 'usr/share/doc/shimdex');
  const pages = readdirSync(documents, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));

  expect(pages).toEqual(
    expect.arrayContaining(['api.md', 'cli.md', 'docker-plugin.md', 'findings.md', 'metrics.md', 'operations.md']),
  );
  expect(linksOf(readFileSync(join(documents, 'cli.md'), 'utf8'))).toContain('findings.md#unmanaged-containers');
  const broken = pages.flatMap((page) =>
    linksOf(readFileSync(join(documents, page), 'utf8'))
      .filter((link) => !leadsSomewhere(join(documents, page), link))
      .map((link) => `${page}: ${link}`),
  );
  expect(broken).toEqual([]);
  expect(readdirSync(documents, { recursive: true, encoding: 'utf8' }).filter((path) => /png$/.test(path))).toEqual([]);
});

/** The links of a page to files and headings, in prose: what is code is not a link. */
function linksOf(page: string): readonly string[] {
  const prose = page
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/`[^`]*`/g, (code) => code.replaceAll(/[[\]()]/g, ''));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^https?:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(file)) return false;
  return heading === undefined || anchorsOf(readFileSync(file, 'utf8')).includes(heading);
}

/** What GitHub and other readers of Markdown make of the headings of a page. */
function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it('the package installs, starts, is reinstalled, removed and purged, in a Debian where no systemd runs', {
  timeout: 120_000,
}, async () => {
  const watched = ['etc', 'usr/bin', 'usr/libexec', 'usr/share', 'usr/lib/systemd', 'var/lib/systemd'];
  const before = filesOf(...watched);
  await inTree('dpkg', '--install', '/root/nodejs.deb');

  const installed = await inTree('dpkg', '--install', '/root/shimdex.deb');

  expect(installed.stderr).toBe('');
  expect((await inTree('shimdex', '--version')).stdout).toMatch(/^\d+\.\d+\.\d+/);
  const plugin = '/usr/libexec/docker/cli-plugins/docker-shimdex';
  expect(JSON.parse((await inTree(plugin, 'docker-cli-plugin-metadata')).stdout)).toMatchObject({ Version: '0.1.0' });
  expect((await inTree(plugin, 'shimdex', '--version')).stdout).toMatch(/^\d+\.\d+\.\d+/);
  const wanted = join(tree, 'etc/systemd/system/multi-user.target.wants/shimdex.service');
  expect(readlinkSync(wanted)).toMatch(/\/lib\/systemd\/system\/shimdex\.service$/);
  expect(existsSync(join(tree, 'etc/systemd/system/sockets.target.wants'))).toBe(false);
  expect((await inTree('dpkg', '--verify', 'shimdex')).stdout).toBe('');
  await itServes();

  writeFileSync(join(tree, 'etc/default/shimdex'), 'OPTIONS="--log-level=warn"\n');
  const again = await inTree('dpkg', '--install', '/root/shimdex.deb');
  expect(again.stderr).toBe('');
  expect(readFileSync(join(tree, 'etc/default/shimdex'), 'utf8')).toContain('--log-level=warn');

  const removed = await inTree('dpkg', '--remove', 'shimdex');
  expect(removed.stderr).toBe('');
  expect(existsSync(join(tree, 'usr/share/shimdex'))).toBe(false);
  expect(existsSync(join(tree, 'etc/default/shimdex'))).toBe(true);

  const purged = await inTree('dpkg', '--purge', 'shimdex', 'nodejs');
  expect(purged.stderr).toBe('');
  expect(filesOf(...watched)).toEqual(before);
});

/** The unit's own command, as far as it can be had without systemd. */
async function itServes(): Promise<void> {
  const unit = readFileSync(join(tree, 'usr/lib/systemd/system/shimdex.service'), 'utf8');
  const [, command = ''] = /^ExecStart=(.*) \$OPTIONS$/m.exec(unit) ?? [];
  const listen = '/run/s.sock';
  const child = spawn('chroot', [tree, ...command.split(' '), '--containerd=none'], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', SHIMDEX_LISTEN: `unix:${listen}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  onTestFinished(() => void child.kill('SIGKILL'));
  const socket = join(tree, listen);
  await vi.waitFor(async () => expect((await ask(socket, '/readyz')).status).toBe(200), {
    timeout: 20_000,
    interval: 50,
  });
  expect((await ask(socket, '/')).text).toContain('<title>shimdex</title>');
  expect(lstatSync(socket).isSocket()).toBe(true);

  child.kill('SIGTERM');

  expect((await ended)[0]).toBe(0);
  expect(existsSync(socket)).toBe(false);
}
