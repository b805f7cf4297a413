import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostFiles } from '../../../../src/sources/host-files.ts';
import { nixPackage } from '../../../../src/sources/provenance/packages/nix.ts';
import { PackageOwners } from '../../../../src/sources/provenance/packages/package-owners.ts';
import { apkInstalled, dpkgStatus } from './databases.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shimdex-packages-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, content: string | Buffer = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

async function ownersOf(...paths: string[]) {
  return Object.fromEntries(await new PackageOwners(new HostFiles(root)).find(paths));
}

describe('PackageOwners on Debian', () => {
  const info = 'var/lib/dpkg/info';

  beforeEach(() => {
    write('var/lib/dpkg/status', dpkgStatus);
    write(`${info}/containerd.list`, '/.\n/usr\n/usr/bin\n/usr/bin/containerd\n/bin/ctr\n');
    write(`${info}/containerd.md5sums`, `${'a'.repeat(32)}  usr/bin/containerd\n${'b'.repeat(32)}  bin/ctr\n`);
    write(`${info}/libshim:i386.list`, '/usr/lib/i386/containerd-shim-x-v1\n');
    write(`${info}/libshim:amd64.list`, '/usr/lib/amd64/containerd-shim-x-v1\n');
  });

  it('gives the package, its version and the recorded digest', async () => {
    expect(await ownersOf('/usr/bin/containerd', '/usr/bin/other')).toEqual({
      '/usr/bin/containerd': {
        manager: 'dpkg',
        name: 'containerd',
        version: '1.7.24~ds1-6+b4',
        recorded: { algorithm: 'md5', digest: 'a'.repeat(32) },
      },
      '/usr/bin/other': null,
    });
  });

  it('finds a file that the package lists in /bin, where /bin is a link to /usr/bin', async () => {
    write('usr/bin/ctr');
    symlinkSync('usr/bin', join(root, 'bin'));

    expect(await ownersOf('/usr/bin/ctr')).toMatchObject({
      '/usr/bin/ctr': { name: 'containerd', recorded: { digest: 'b'.repeat(32) } },
    });
  });

  it('takes the version of the right architecture', async () => {
    expect(await ownersOf('/usr/lib/amd64/containerd-shim-x-v1', '/usr/lib/i386/containerd-shim-x-v1')).toMatchObject({
      '/usr/lib/amd64/containerd-shim-x-v1': { name: 'libshim', version: '1.0' },
      '/usr/lib/i386/containerd-shim-x-v1': { name: 'libshim', version: '0.9' },
    });
  });

  it('follows diversions', async () => {
    write('var/lib/dpkg/diversions', '/usr/bin/containerd\n/usr/bin/containerd.distrib\nlocal-containerd\n');
    write(`${info}/local-containerd.list`, '/usr/bin/containerd\n');
    write(
      'var/lib/dpkg/status',
      `${dpkgStatus}\nPackage: local-containerd\nStatus: install ok installed\nVersion: 5\n`,
    );

    expect(await ownersOf('/usr/bin/containerd', '/usr/bin/containerd.distrib')).toMatchObject({
      '/usr/bin/containerd': { name: 'local-containerd', version: '5' },
      '/usr/bin/containerd.distrib': { name: 'containerd' },
    });
  });

  it('answers later questions without reading all lists, until dpkg changes one', async () => {
    const owners = new PackageOwners(new HostFiles(root));
    const nameOf = async (path: string) => (await owners.find([path])).get(path)?.name;
    const lists = Array.from({ length: 50 }, (_, number) => `/opt/tool/file${number}\n`).join('');
    write(`${info}/local-containerd.list`, lists);
    write(
      'var/lib/dpkg/status',
      `${dpkgStatus}\nPackage: local-containerd\nStatus: install ok installed\nVersion: 5\n`,
    );

    expect(await owners.find(['/opt/none/1'])).toEqual(new Map([['/opt/none/1', null]]));
    expect(await owners.find(['/opt/none/2'])).toEqual(new Map([['/opt/none/2', null]]));
    expect(await owners.find(['/opt/none/3'])).toEqual(new Map([['/opt/none/3', null]]));
    expect(await nameOf('/opt/tool/file49')).toBe('local-containerd');
    expect(await nameOf('/usr/bin/containerd')).toBe('containerd');

    const list = join(root, info, 'local-containerd.list');
    writeFileSync(`${list}-new`, `${lists}/opt/none/4\n`);
    renameSync(`${list}-new`, list);
    expect(await nameOf('/opt/none/4')).toBe('local-containerd');
  });

  it('follows a diversion when it is asked later', async () => {
    write('var/lib/dpkg/diversions', '/usr/bin/containerd\n/usr/bin/containerd.distrib\nlocal-containerd\n');
    const owners = new PackageOwners(new HostFiles(root));
    await owners.find(['/opt/none/1']);
    await owners.find(['/opt/none/2']);

    expect(await owners.find(['/usr/bin/containerd.distrib'])).toMatchObject(
      new Map([['/usr/bin/containerd.distrib', { name: 'containerd' }]]),
    );
  });

  it('reads images that have a file for each package', async () => {
    write('var/lib/dpkg/status.d/shims', 'Package: shims\nVersion: 2.0-1\n');
    write('var/lib/dpkg/status.d/shims.md5sums', `${'c'.repeat(32)}  opt/bin/containerd-shim-y-v1\n`);

    expect(await ownersOf('/opt/bin/containerd-shim-y-v1')).toMatchObject({
      '/opt/bin/containerd-shim-y-v1': { name: 'shims', version: '2.0-1', recorded: { digest: 'c'.repeat(32) } },
    });
  });

  it('reads the lists again when the database changes, and not before', async () => {
    const owners = new PackageOwners(new HostFiles(root));
    const path = '/usr/bin/containerd';
    await owners.find([path]);
    write(`${info}/containerd.list`, '');
    const kept = await owners.find([path]);
    write('var/lib/dpkg/status', `${dpkgStatus}\n`);

    expect(kept.get(path)).toMatchObject({ name: 'containerd' });
    expect((await owners.find([path])).get(path)).toBeNull();
  });
});

describe('PackageOwners on Alpine', () => {
  it.each(['lib/apk/db/installed', 'usr/lib/apk/db/installed'])('reads %s', async (file) => {
    write(file, apkInstalled);

    expect(await ownersOf('/usr/bin/containerd-shim-runc-v2', '/usr/bin/runc', '/usr/bin/ctr', '/bin/runc')).toEqual({
      '/usr/bin/containerd-shim-runc-v2': {
        manager: 'apk',
        name: 'containerd',
        version: '1.7.17-r2',
        recorded: { algorithm: 'sha1', digest: Buffer.from('e5VqTx7ZmXb3S4vTbCrmFqMEvVY=', 'base64').toString('hex') },
      },
      '/usr/bin/runc': expect.objectContaining({ name: 'runc', version: '1.1.12-r4' }),
      '/usr/bin/ctr': null,
      '/bin/runc': null,
    });
  });
});

it('PackageOwners does not know whose a file is on a host without a package database', async () => {
  write('usr/bin/ctr');

  expect(await ownersOf('/usr/bin/ctr')).toEqual({});
});

describe('nixPackage()', () => {
  const hash = '0c5jwp1ja2hd0wv2rwz9xkq1v2c1x3yv';

  it.each([
    [`/nix/store/${hash}-containerd-1.7.24/bin/containerd`, 'containerd', '1.7.24'],
    [`/nix/store/${hash}-kata-runtime-3.2.0-rc1/bin/containerd-shim-kata-v2`, 'kata-runtime', '3.2.0-rc1'],
    [`/nix/store/${hash}-tool/bin/x`, 'tool', ''],
  ])('reads %s', (path, name, version) => {
    expect(nixPackage(path)).toEqual({ manager: 'nix', name, version });
  });

  it.each([`/nix/store/${hash}-x-1`, '/nix/store/short-x-1/bin/x', '/usr/bin/x'])('finds none in %s', (path) => {
    expect(nixPackage(path)).toBeUndefined();
  });
});

const fixtures = join(import.meta.dirname, '../../../fixtures/provenance/rpm');
const recorded = readFileSync(join(fixtures, 'owners.tsv'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'));

/** See make.sh of the fixtures: what rpm itself answered for the same database. */
describe.each([
  ['rpmdb.sqlite', 'usr/lib/sysimage/rpm'],
  ['Packages', 'var/lib/rpm'],
])('PackageOwners with a real %s', (file, directory) => {
  it('gives what rpm gives, for every file', async () => {
    write(`${directory}/${file}`, gunzipSync(readFileSync(join(fixtures, `${file}.gz`))));

    const owners = await ownersOf(...recorded.map(([, , path = '']) => path), '/usr/bin/nothing');

    expect(owners).toEqual({
      '/usr/bin/nothing': null,
      ...Object.fromEntries(
        recorded.map(([name, version, path = '', digest = '']) => [
          path,
          {
            manager: 'rpm',
            name,
            version,
            recorded: { algorithm: digest.length === 32 ? 'md5' : 'sha256', digest },
          },
        ]),
      ),
    });
  });
});
