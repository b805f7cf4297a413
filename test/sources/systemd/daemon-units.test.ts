import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostFiles } from '../../../src/sources/host-files.ts';
import type { DaemonUnit, DaemonUnitReading } from '../../../src/sources/systemd/daemon-unit.ts';
import { DaemonUnits } from '../../../src/sources/systemd/daemon-units.ts';
import { KnownServices } from '../../../src/sources/systemd/known-services.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'shimdex-units-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const own = { file: '/run/d/containerd.toml', text: 'version = 2\n', isReplaced: true, message: '' };

function units(): DaemonUnits {
  const found: DaemonUnits = new DaemonUnits(new KnownServices(new HostFiles(root)), () =>
    usesAnother(found.docker()) ? undefined : own,
  );
  return found;
}

function usesAnother(docker: DaemonUnitReading): boolean {
  return docker.kind === 'unit' && docker.unit.argv?.some((word) => word.startsWith('--containerd=')) === true;
}

function containerd(): DaemonUnit | undefined {
  const reading = units().containerd();
  return reading.kind === 'unit' ? reading.unit : undefined;
}

it('containerd() has the command line, PATH, directory and user of its unit', () => {
  put(
    '/usr/lib/systemd/system/containerd.service',
    '[Service]\nUser=cd\nWorkingDirectory=/srv\nExecStart=/usr/bin/containerd --config /c.toml\n',
  );
  put('/etc/systemd/system/containerd.service.d/p.conf', '[Service]\nEnvironment=PATH=/a:/b\n');

  expect(containerd()).toMatchObject({
    name: 'containerd.service',
    files: ['/usr/lib/systemd/system/containerd.service', '/etc/systemd/system/containerd.service.d/p.conf'],
    argv: ['/usr/bin/containerd', '--config', '/c.toml'],
    pathFile: '/etc/systemd/system/containerd.service.d/p.conf',
    cwd: '/srv',
    user: 'cd',
  });
  expect(containerd()?.environment.get('PATH')).toBe('/a:/b');
});

it('containerd() has the environment of the dockerd that starts it', () => {
  put(
    '/usr/lib/systemd/system/docker.service',
    '[Service]\nEnvironment=PATH=/d\nExecStart=/usr/bin/dockerd -H fd://\n',
  );

  const unit = containerd();

  expect(unit).toMatchObject({ name: 'docker.service', argv: ['containerd', '--config', expect.any(String)] });
  expect(unit?.environment.get('PATH')).toBe('/d');
  expect(unit).toMatchObject({ argv: ['containerd', '--config', own.file], config: own });
});

it('containerd() has nothing from a dockerd that uses the containerd of the system', () => {
  put(
    '/usr/lib/systemd/system/docker.service',
    '[Service]\nExecStart=/usr/bin/dockerd --containerd=/run/containerd/containerd.sock\n',
  );

  expect(units().containerd()).toEqual({ kind: 'none' });
});

it('containerd() says why a masked unit would not start', () => {
  mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
  symlinkSync('/dev/null', join(root, 'etc/systemd/system/containerd.service'));

  expect(units().containerd()).toEqual({ kind: 'broken', message: expect.stringContaining('is masked') });
});

it('docker() names the line that systemd refuses, and what a second command needs', () => {
  const unit = '/usr/lib/systemd/system/docker.service';
  const dropIn = '/etc/systemd/system/docker.service.d/o.conf';
  put(unit, '[Service]\nExecStart=/usr/bin/dockerd\n');
  put(dropIn, '[Service]\nExecStart=/usr/bin/dockerd --debug\n');
  expect(units().docker()).toMatchObject({
    kind: 'broken',
    message: expect.stringMatching(/"\/etc\/.*o\.conf" line 2: a second command needs an empty "ExecStart="/),
  });

  put(dropIn, '[Service]\n\nWorkingDirectory=not-absolute\nUser=nobody\n');
  expect(units().docker()).toMatchObject({ kind: 'unit', unit: { argv: ['/usr/bin/dockerd'] } });
  expect(units().docker()).not.toHaveProperty('unit.user');

  put(unit, '[Service]\nExecStart=/usr/bin/dockerd\nWorkingDirectory=not-absolute\n');
  expect(units().docker()).toMatchObject({
    kind: 'broken',
    message: `docker.service has a setting that systemd refuses in "${unit}" line 3 ("${unit}")`,
  });
});

it('docker() reads a drop-in without a unit file, and knows dockerd behind a wrapper', () => {
  put(
    '/etc/systemd/system/docker.service.d/o.conf',
    '[Service]\nExecStart=/usr/bin/env A=1 /usr/bin/dockerd --add-runtime=a=/b\n',
  );

  expect(units().docker()).toMatchObject({ unit: { argv: ['/usr/bin/dockerd', '--add-runtime=a=/b'] } });
});

it('docker() does not know what a shell, a script or env(1) with options execute', () => {
  const unit = '/usr/lib/systemd/system/docker.service';
  put('/opt/start', '#!/bin/sh\nexec dockerd\n');
  for (const [command, via] of [
    ['/bin/bash -c dockerd', 'a shell'],
    ['/opt/start', 'the script "/opt/start"'],
    ['/usr/bin/env -i dockerd', '"env" with options'],
  ]) {
    put(unit, `[Service]\nExecStart=${command}\n`);

    expect(units().docker()).toMatchObject({
      kind: 'opaque',
      message: `docker.service starts dockerd through ${via} ("${unit}" line 2), so its flags and environment are not known`,
      unit: { unitFile: unit },
    });
    expect(units().docker()).not.toHaveProperty('unit.argv');
  }
});

it('docker() has the variables that env(1) assigns, and the program that it finds with them', () => {
  put('/usr/lib/systemd/system/docker.service', '[Service]\nExecStart=/usr/bin/env A=1 PATH=/b:/c dockerd -D\n');
  put('/c/dockerd', '');
  chmodSync(join(root, '/c/dockerd'), 0o755);
  const reading = units().docker();

  expect(reading).toMatchObject({
    unit: { argv: ['dockerd', '-D'], program: '/c/dockerd', pathIsAssumed: false },
  });
  expect(reading.kind === 'unit' && [...reading.unit.environment]).toEqual(
    expect.arrayContaining([
      ['A', '1'],
      ['PATH', '/b:/c'],
    ]),
  );
});

it('docker() has a PATH that is assumed where env(1) adds to an assumed one', () => {
  put('/usr/lib/systemd/system/docker.service', `[Service]\nExecStart=/usr/bin/env PATH=/b:\${PATH} /c/dockerd\n`);

  expect(units().docker()).toMatchObject({
    unit: { program: '/c/dockerd', pathIsAssumed: true, assumedPath: expect.stringMatching(/^\/b:\/usr\/local/) },
  });
});

it('dependsOn has the directory in which a missing program would appear', () => {
  put('/usr/lib/systemd/system/docker.service', '[Service]\nWorkingDirectory=/srv/a/b\nExecStart=/c/dockerd\n');
  put('/srv/x', '');
  put('/c/x', '');
  const asked = units();
  asked.docker();

  expect(asked.dependsOn).toEqual(expect.arrayContaining(['/srv', '/c']));
});

it('docker() is none for a unit that starts another program', () => {
  put('/usr/lib/systemd/system/docker.service', '[Service]\nExecStart=/usr/bin/podman system service\n');

  expect(units().docker()).toEqual({ kind: 'none' });
});

it('dependsOn has the directories in which a unit would appear, and the ones of a unit that exists', () => {
  const asked = units();
  expect(asked.dependsOn).toEqual([]);
  mkdirSync(join(root, '/etc/systemd/system/containerd.service.d'), { recursive: true });
  asked.containerd();

  expect(asked.dependsOn).toEqual(
    expect.arrayContaining(['/', '/etc/systemd', '/etc/systemd/system', '/etc/systemd/system/containerd.service.d']),
  );
});
