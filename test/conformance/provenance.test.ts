import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeProgram } from '../../src/core/inventory/describe-program.ts';
import type { ShimFile } from '../../src/model/inventory/shim-file.ts';
import { type GoBuildInfo, readGoBuildInfo } from '../../src/sources/executables/go-build-info.ts';
import { HostFiles } from '../../src/sources/host-files.ts';
import { Programs } from '../../src/sources/provenance/programs.ts';

const repository = join(import.meta.dirname, '..', '..');
const recorded = JSON.parse(readFileSync(join(repository, 'test/fixtures/provenance/go-version-m.json'), 'utf8'))
  .files as readonly { readonly file: string; readonly sha256: string; readonly output: string }[];

/** Programs of packages that the tests install, and one that belongs to no package. */
const installed = [
  '/usr/bin/containerd',
  '/usr/bin/containerd-shim-runc-v2',
  '/usr/bin/ctr',
  '/usr/sbin/runc',
  '/usr/bin/ls',
];
const compiler = join(repository, 'node_modules/@typescript/typescript-linux-x64/lib/tsc');
const all = [...installed, compiler];

async function describeAll(root: string, paths: readonly string[]): Promise<Map<string, ShimFile>> {
  const files = new HostFiles(root);
  const programs = new Programs(files, () => {});
  const real = paths.map((path) => files.realPath(path) ?? path);
  await programs.want(new Set(real));
  return new Map([...programs.known()].map(([path, facts]) => [path, describeProgram(path, facts)]));
}

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
}

/** What `dpkg -S` answers for a path or its spelling from before /bin became a link. */
function dpkgOwner(path: string): string | undefined {
  for (const spelling of [path, path.replace(/^\/usr/, '')]) {
    const { status, stdout } = spawnSync('dpkg', ['-S', spelling], { encoding: 'utf8' });
    if (status === 0) return stdout.split(':', 1)[0];
  }
  return undefined;
}

describe('the programs of this host', () => {
  let described: Map<string, ShimFile>;
  beforeAll(async () => {
    described = await describeAll('/', all);
  });

  it('have the digests of sha256sum', () => {
    const sums = run('sha256sum', ...all)
      .trim()
      .split('\n');

    expect(all.map((path) => `${described.get(path)?.sha256}  ${path}`)).toEqual(sums);
  });

  it('have the owners of dpkg -S, and their versions', () => {
    const owners = all.map((path) => {
      const owner = dpkgOwner(path);
      return owner === undefined ? undefined : run('dpkg-query', '-W', owner).trim().replace('\t', ' ');
    });

    expect(
      all.map((path) => {
        const owner = described.get(path)?.package;
        return owner && `${owner.name} ${owner.version}`;
      }),
    ).toEqual(owners);
    expect(owners.filter((owner) => owner !== undefined)).toHaveLength(installed.length);
  });

  it('are verified like dpkg -V does it', () => {
    for (const path of installed) {
      const owner = dpkgOwner(path) ?? '';
      const { stdout } = spawnSync('dpkg', ['-V', owner], { encoding: 'utf8' });
      const isChanged = stdout.split('\n').some((line) => /^..5/.test(line) && line.endsWith(path));

      expect([path, described.get(path)?.package?.verified]).toEqual([path, !isChanged]);
    }
  });
});

it('a program that was changed is not verified, and dpkg -V agrees', async () => {
  const root = mkdtempSync(join(tmpdir(), 'shimdex-verified-'));
  const shim = '/usr/bin/containerd-shim-runc-v2';
  const info = readdirSync('/var/lib/dpkg/info').filter((name) => /^containerd\.(?:list|md5sums)$/.test(name));
  for (const file of [shim, '/var/lib/dpkg/status', ...info.map((name) => `/var/lib/dpkg/info/${name}`)]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    copyFileSync(file, join(root, file));
  }
  appendFileSync(join(root, shim), 'x');
  const { stdout } = spawnSync('dpkg', [`--root=${root}`, '-V', 'containerd'], { encoding: 'utf8' });

  const file = (await describeAll(root, [shim])).get(shim);

  expect(stdout).toMatch(/^..5.* \/usr\/bin\/containerd-shim-runc-v2$/m);
  expect(file?.package).toMatchObject({ name: 'containerd', verified: false });
  rmSync(root, { recursive: true });
});

/** The parts of what `go version -m` prints that shimdex reads. */
function expectedInfo(output: string): unknown {
  const [go = '', ...lines] = output.trim().split('\n');
  const rows = lines.map((line) => line.trim().split('\t'));
  const rowsOf = (kind: string) => rows.filter(([each]) => each === kind);
  return {
    go: go.replace(/^go/, ''),
    path: rowsOf('path')[0]?.[1],
    mod: rowsOf('mod').map(([, path, version]) => [path, version])[0],
    dep: rowsOf('dep').map(([, path, version]) => [path, version]),
    build: rowsOf('build').map(([, setting = '']) => setting.replace(/=.*$/s, '')),
  };
}

function seenInfo(info: GoBuildInfo | undefined): unknown {
  return {
    go: info?.go,
    path: info?.mainPackage,
    mod: info?.module && [info.module.path, info.module.version],
    dep: info?.dependencies.map(({ path, version }) => [path, version]),
    build: [...(info?.settings.keys() ?? [])],
  };
}

describe('Go build information', () => {
  const files = new HostFiles('/');
  let sums: Map<string, string>;
  beforeAll(() => {
    const lines = run('sha256sum', ...all)
      .trim()
      .split('\n');
    sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  });

  it.each(all.filter((path) => path !== '/usr/bin/ls'))('of %s equals what go version -m prints', (path) => {
    const opened = files.open(path, (readAt) => readGoBuildInfo(readAt));
    const info = opened.ok ? opened.value : undefined;
    const known = recorded.find(({ sha256 }) => sha256 === sums.get(path));
    const name = path === compiler ? 'typescript-go' : (path.split('/').at(-1) ?? '');

    // A newer package of Debian has another digest; its main package stays the same.
    if (known !== undefined) expect(seenInfo(info)).toEqual(expectedInfo(known.output));
    expect(info?.mainPackage).toContain(name);
  });

  it('was recorded for the compiler that the lock file pins', () => {
    expect(recorded.map(({ sha256 }) => sha256)).toContain(sums.get(compiler));
  });
});
