import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import { KnownServices } from '../../../src/sources/systemd/known-services.ts';
import { readSystemdService } from '../../../src/sources/systemd/read-service.ts';
import { ListedOnce } from '../../../src/sources/systemd/unit-files.ts';

const name = 'containerd.service';
const unit = `/usr/lib/systemd/system/${name}`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shimdex-services-'));
  put(unit, '[Service]\nExecStart=/usr/bin/containerd\nEnvironmentFile=-/etc/default/containerd\n');
  put('/usr/lib/systemd/libsystemd-shared-252.so', 'no library');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

it('read() gives the same service as long as nothing changes, in a look and in the next one', () => {
  const services = new KnownServices(new HostFiles(root));
  const first = services.read(name);
  put('/etc/hosts', '');
  services.begin();

  expect(services.read(name)).toBe(first);
});

it.each<[string, () => void]>([
  ['a text of the same length and time', () => rewrite(unit, ['/usr/bin/containerd', '/opt/bin/containerd'])],
  ['a new drop-in', () => put(`/etc/systemd/system/${name}.d/a.conf`, '[Service]\nUser=a\n')],
  ['a new environment file', () => put('/etc/default/containerd', 'PATH=/a\n')],
  ['a mask', () => mask()],
  ['an alias', () => alias()],
  ['a setting of the manager', () => put('/etc/systemd/system.conf', '[Manager]\nDefaultEnvironment=A=b\n')],
  ['a unit that is gone', () => rmSync(join(root, unit))],
  ['a unit that requires it', () => put(`/etc/systemd/system/${name}.requires/b.service`, '')],
])('begin() notices %s', (_what, change) => {
  const files = new HostFiles(root);
  const services = new KnownServices(files);
  const before = services.read(name);
  change();
  services.begin();

  const now = services.read(name);

  expect(now).not.toEqual(before);
  expect(now).toEqual(readSystemdService(new ListedOnce(files), name));
});

it('dependsOn() has the directory in which a file of the service would appear', () => {
  const services = new KnownServices(new HostFiles(root));
  expect(services.dependsOn(services.read(name))).not.toContain('/etc/systemd/system');
  mkdirSync(join(root, '/etc/systemd/system'), { recursive: true });
  services.begin();

  expect(services.dependsOn(services.read(name))).toContain('/etc/systemd/system');
});

/** Writes a text of the same length, and sets the old time of modification again. */
function rewrite(path: string, [from, to]: readonly [string, string]): void {
  const { atime, mtime } = statSync(join(root, path));
  put(path, `[Service]\nExecStart=${from}\nEnvironmentFile=-/etc/default/containerd\n`.replace(from, to));
  utimesSync(join(root, path), atime, mtime);
}

function mask(): void {
  mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
  symlinkSync('/dev/null', join(root, 'etc/systemd/system', name));
}

function alias(): void {
  put('/usr/lib/systemd/system/other.service', '[Service]\nExecStart=/usr/bin/other\n');
  mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
  symlinkSync('/usr/lib/systemd/system/other.service', join(root, 'etc/systemd/system', name));
}
