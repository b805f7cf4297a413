import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { upstreamVersion } from '../../../src/core/containerd/upstream-version.ts';
import { dpkgPackage, statusPackage } from '../../../src/sources/executables/dpkg-version.ts';
import { isOlderGo } from '../../../src/sources/executables/executable-version.ts';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { elfWithSections } from '../provenance/elf-sections.ts';
import { goExecutable } from './go-executable.ts';

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'executable-version-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

function readVersion(
  files: HostFiles,
  path: string,
  product: 'containerd' | 'dockerd' = 'containerd',
): ReturnType<HostFiles['executables']['read']> {
  return files.executables.read(product, { open: path, installedAs: path });
}

function write(path: string, content: string | Buffer): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true });
  fs.writeFileSync(join(root, path), content, { mode: 0o755 });
}

const CONTAINERD_1 = 'path\tgithub.com/containerd/containerd/cmd/containerd';
const CONTAINERD_2 = 'path\tgithub.com/containerd/containerd/v2/cmd/containerd';

it.each([
  [`${CONTAINERD_1}\nmod\tgithub.com/containerd/containerd\tv1.7.24\th1:`, '1.7.24', 'build-info'],
  [`${CONTAINERD_2}\nmod\tgithub.com/containerd/containerd/v2\tv2.4.0-beta.0+dirty\t`, '2.4.0-beta.0', 'build-info'],
  [
    `${CONTAINERD_2}\nmod\tgithub.com/containerd/containerd/v2\t(devel)\t\nbuild\t-ldflags="-X github.com/containerd/containerd/v2/version.Version=2.3.4 -s -w"`,
    '2.3.4',
    'build-info',
  ],
  [
    `${CONTAINERD_1}\nbuild\t-ldflags="-X 'github.com/containerd/containerd/version.Version=v1.7.9-k3s1' -s"`,
    '1.7.9',
    'build-info',
  ],
  [
    'path\tgithub.com/moby/moby/v2/cmd/dockerd\ndep\tgithub.com/containerd/containerd/v2\tv2.2.1\th1:',
    '2.2.1',
    'build-info',
  ],
  [CONTAINERD_2, '2.0.0', 'hint'],
  [CONTAINERD_1, '1.7.0', 'hint'],
  ['path\texample.com/other', undefined, 'none'],
])('ExecutableVersions reads %j', (modules, version, source) => {
  write('bin/containerd', goExecutable('go1.24.1', modules));

  const read = readVersion(new HostFiles(root), '/bin/containerd');

  expect(read).toEqual({ ...(version === undefined ? {} : { version }), go: '1.24.1', source });
});

it('ExecutableVersions reads dpkg when the linker left no version, and again after an upgrade', () => {
  const files = new HostFiles(root);
  const status = (version: string) =>
    `Package: containerd\nStatus: install ok installed\nVersion: ${version}\n\nPackage: zsh\nVersion: 5\n`;
  write('usr/bin/containerd', goExecutable('go1.19.8', CONTAINERD_1));
  write('var/lib/dpkg/info/containerd.list', '/.\n/usr\n/usr/bin\n/usr/bin/containerd\n');
  write('var/lib/dpkg/status', status('1.6.20~ds1-1+deb12u3'));
  const before = readVersion(files, '/usr/bin/containerd');

  write('var/lib/dpkg/status', status('1.7.24~ds1-6'));

  expect(before).toEqual({ version: '1.6.20', go: '1.19.8', source: 'dpkg' });
  expect(readVersion(files, '/usr/bin/containerd')).toMatchObject({ version: '1.7.24' });
  expect(files.executables.read('containerd', { open: '/usr/bin/containerd' })).toMatchObject({ source: 'hint' });
});

it('ExecutableVersions recognises all modules and packages of dockerd', () => {
  const files = new HostFiles(root);
  const ldflags = '-X github.com/docker/docker/dockerversion.Version=28.2.2 -X other.Version=1.0.0';
  write(
    'bin/dockerd',
    goExecutable('go1.24.1', `path\tgithub.com/docker/docker/cmd/dockerd\nbuild\t-ldflags="${ldflags}"`),
  );

  expect(readVersion(files, '/bin/dockerd', 'dockerd')).toMatchObject({ version: '28.2.2' });
  expect(readVersion(files, '/bin/gone', 'dockerd')).toEqual({ source: 'none' });
});

it.each([
  ['1.6.20~ds1-1+deb12u3', '1.6.20'],
  ['5:26.1.5-1~debian.12~bookworm', '26.1.5'],
  ['20.10.24+dfsg1-1+deb12u1+b3', '20.10.24'],
  ['24.0.5-0ubuntu1~22.04.1', '24.0.5'],
  ['v2.0.0-rc.1', '2.0.0-rc.1'],
  ['v2.4.0-beta.0', '2.4.0-beta.0'],
  ['1.7', '1.7'],
  ['(devel)', undefined],
  ['', undefined],
])('upstreamVersion() of %j is %j', (text, version) => {
  expect(upstreamVersion(text)).toBe(version);
});

it('isOlderGo() compares with 1.20', () => {
  expect(['1.17', '1.19.13', '1.20', '1.20.1', '1.26rc1', '2.0'].map(isOlderGo)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

it('statusPackage() requires the exact package to be installed', () => {
  const status = [
    'Package: containerd.io\nStatus: install ok installed\nVersion: 1',
    'Package: containerd\nStatus: deinstall ok config-files\nVersion: 2',
    'Package: docker.io\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3',
  ].join('\n\n');

  expect(
    ['containerd.io', 'containerd', 'docker.io', 'io'].map((name) => statusPackage(Buffer.from(status), name)?.version),
  ).toEqual(['1', undefined, '3', undefined]);
});

it.each([
  [`dep\tgithub.com/pelletier/go-toml/v2\tv2.2.4\th1:`, '2.2.4'],
  [`dep\tgithub.com/pelletier/go-toml/v2\tv2.2.4\th1:\n=>\tgithub.com/pelletier/go-toml/v2\tv2.4.3\th1:`, '2.4.3'],
  ['dep\tgithub.com/pelletier/go-toml\tv1.9.5\th1:', '1.9.5'],
  ['dep\tgithub.com/BurntSushi/toml\tv1.3.0\th1:', undefined],
])('the TOML library is the one that was linked: %j', (dep, expected) => {
  const modules = `${CONTAINERD_2}\nmod\tgithub.com/containerd/containerd/v2\tv2.1.9\th1:\n${dep}`;
  write('/usr/bin/containerd', goExecutable('go1.24.1', modules));

  expect(readVersion(new HostFiles(root), '/usr/bin/containerd').tomlLibrary).toBe(expected);
});

it.each([
  ['Static-Built-Using: golang-1.26 (= 1.26.1-1), golang-github-pelletier-go-toml.v2 (= 2.4.3-1)', '2.4.3'],
  ['Built-Using: golang-github-pelletier-go-toml (= 1.9.4-1), golang-text (= 0.7.0-1)', '1.9.4'],
  ['Built-Using: golang-text (= 0.7.0-1)', undefined],
])('the TOML library of a build without modules is in the package: %j', (field, expected) => {
  write('/usr/bin/containerd', goExecutable('go1.24.1', CONTAINERD_2));
  write('/var/lib/dpkg/info/containerd.list', '/usr/bin/containerd\n');
  write(
    '/var/lib/dpkg/status',
    `Package: containerd\nStatus: install ok installed\nVersion: 2.1.9~ds1-1\n${field}\n\nPackage: x\n`,
  );

  const read = readVersion(new HostFiles(root), '/usr/bin/containerd');

  expect(read).toMatchObject({ version: '2.1.9', source: 'dpkg' });
  expect(read.tomlLibrary).toBe(expected);
});

it.each([
  ['Static-Built-Using: golang-1.24 (= 1.24.4-1), golang-github-docker-go-units (= 0.4.0-4)', '', '0.4.0'],
  ['Built-Using: golang-github-docker-go-connections (= 0.5.0-1)', '', undefined],
  [
    'Built-Using: golang-github-docker-go-units (= 0.4.0-4)',
    '\nbuild\t-ldflags="-X github.com/docker/docker/dockerversion.Version=26.1.5"',
    '0.4.0',
  ],
  ['Section: admin', '\ndep\tgithub.com/docker/go-units\tv0.5.0\th1:', '0.5.0'],
])('the library of sizes is the one in the package or in the build: %j %j', (field, dep, expected) => {
  const build = `path\tgithub.com/docker/docker/cmd/dockerd${dep}`;
  write('/usr/sbin/dockerd', goExecutable('go1.24.1', build));
  write('/var/lib/dpkg/info/docker.io.list', '/usr/sbin/dockerd\n');
  const status = `Package: docker.io\nStatus: install ok installed\nVersion: 26.1.5+dfsg1-9\n${field}\n`;
  write('/var/lib/dpkg/status', status);

  const read = readVersion(new HostFiles(root), '/usr/sbin/dockerd', 'dockerd');

  expect(read.version).toBe('26.1.5');
  expect(read.unitsLibrary).toBe(expected);
});

it('dpkgPackage() finds a file by its path from before the /usr merge', () => {
  write('var/lib/dpkg/info/docker-ce.list', '/sbin/dockerd\n');
  write('var/lib/dpkg/status', 'Package: docker-ce\nStatus: install ok installed\nVersion: 5:28.0.1-1\n');
  const files = new HostFiles(root);

  expect(dpkgPackage(files, '/usr/sbin/dockerd', ['docker.io', 'docker-ce'])?.version).toBe('5:28.0.1-1');
  expect(dpkgPackage(files, '/usr/local/sbin/dockerd', ['docker.io', 'docker-ce'])).toBeUndefined();
});

it.each([
  [`${'x'.repeat(1024 * 1024 - 10)}2.1.9+unknown`, '2.1.9', 'constant'],
  ['32.4.0-beta+unknown', '2.4.0-beta', 'constant'],
  ['no version', '2.0.0', 'hint'],
])('a containerd without a version in its build information has the one of its source', (texts, version, source) => {
  const modules = Buffer.concat([Buffer.alloc(16, 1), Buffer.from(`${CONTAINERD_2}\n`), Buffer.alloc(16, 1)]);
  const blob = Buffer.alloc(32);
  blob.write('\xff Go buildinf:\x08\x02', 0, 'latin1');
  const info = Buffer.concat([blob, Buffer.from('\x08go1.24.1'), Buffer.from([modules.length]), modules]);
  write(
    '/usr/bin/containerd',
    elfWithSections([
      { name: '.go.buildinfo', bytes: info },
      { name: '.rodata', bytes: Buffer.from(texts) },
    ]),
  );

  expect(readVersion(new HostFiles(root), '/usr/bin/containerd')).toEqual({ version, go: '1.24.1', source });
});
