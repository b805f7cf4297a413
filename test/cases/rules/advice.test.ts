import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../src/core/findings/findings.ts';
import { type CheckJson, parsed, type ResolutionJson } from '../answers.ts';
import { elf, otherMachine } from '../elf.ts';
import { ownInfo } from '../engines.ts';
import { type CaseHost, newHost } from '../host.ts';
import { bundleOf, dockerContainer, startContainer } from '../running.ts';

type Make = (host: CaseHost) => unknown;

const crun = { path: '/usr/bin/crun' };
const shim = '/usr/bin/containerd-shim-a-v1';
const containerdConfig = '/etc/containerd/config.toml';
const runtimes = '[plugins."io.containerd.cri.v1.runtime".containerd]';
const oldHandler = '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata]\n';
const runcShim = '/usr/bin/containerd-shim-runc-v2';
/** The runc shim of containerd 2.2, as far as its strings go. */
const newShim = Buffer.concat([
  elf(),
  Buffer.from('cmd/containerd-shim-runc-v2\0containerd.task.v3.Task\0\x002.2.7+unknown\0'),
]);
const loader = '/lib64/ld-linux-x86-64.so.2';

/** A host that shows each finding; the Engine, where there is one, started with an empty daemon.json. */
const hosts: Readonly<Record<string, Make>> = {
  'config-key-ignored': (host) => host.daemonJson({ 'add-runtime': ['crun=/usr/bin/crun'] }),
  'configured-runtime-unavailable': (host) => host.daemonJson({ runtimes: { crun } }),
  'containerd-config-refused': (host) => host.put(containerdConfig, 'version = 2\nx = ['),
  'containerd-deprecations': (host) => host.containerd({ deprecations: { 'io.containerd.x': 'x is deprecated' } }),
  'containerd-key-ignored': (host) =>
    host.put(containerdConfig, `version = 3\n${runtimes}\ndefault_runtime = "runc"\n`),
  'containerd-section-ignored': (host) =>
    host.put(containerdConfig, '[plugins."io.containerd.internal.v1.opt"]\npath = "/x"\n'),
  'cri-disabled': (host) =>
    host.put(
      containerdConfig,
      `version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n${oldHandler}runtime_type = "a.b.v2"\n`,
    ),
  'cri-fails': (host) => host.put(containerdConfig, `version = 3\n${runtimes}\ndefault_runtime_name = "kata"\n`),
  'drop-in-refused': (host) => {
    host.put('/usr/lib/systemd/system/containerd.service', '[Service]\nExecStart=/usr/bin/containerd\n');
    host.put('/etc/systemd/system/containerd.service.d/a.conf', '[Service]\nExecStartPre=a/b\n');
  },
  'file-writable': (host) => chmodSync(host.at('/usr/bin/runc'), 0o757),
  'handler-lost': (host) => host.put(containerdConfig, `version = 4\n${oldHandler}runtime_type = "a.b.v2"\n`),
  'handler-unavailable': (host) =>
    host.put(containerdConfig, `version = 3\n${runtimes.replace(']', '.runtimes.kata]')}\nruntime_type = "a.b.v2"\n`),
  'default-not-available': async (host) => {
    await host.engine(ownInfo);
    host.daemonJson({ 'default-runtime': 'crun', runtimes: { crun } });
  },
  'default-runtime-denied': (host) => host.daemonJson({}),
  'default-runtime-unavailable': (host) => host.daemonJson({ 'default-runtime': 'crun', runtimes: { crun } }),
  'directory-writable': (host) => chmodSync(host.at('/usr/bin'), 0o777),
  'docker-config-refused': (host) => host.daemonJson('{,'),
  'next-start-fails': async (host) => {
    await host.engine(ownInfo);
    host.daemonJson('{,');
  },
  'oci-runtime-shadowed': (host) => host.put('/usr/local/bin/runc', Buffer.concat([elf(), elf()]), 0o755),
  'pinned-runtime-missing': (host) => dockerContainer(host, { id: 'a'.repeat(64), name: 'web', runtime: 'crun' }),
  'policy-bypassed': (host) => host.program(shim).link(shim, '/usr/bin/containerd-shim-b-v1'),
  'program-differs-from-package': (host) => {
    host.package('runc', '1.1.5', '/usr/bin/runc');
    host.put('/var/lib/dpkg/info/runc.md5sums', `${'0'.repeat(32)}  usr/bin/runc\n`);
  },
  'program-not-whole': (host) => host.put('/usr/bin/runc', elf().subarray(0, -4), 0o755),
  'program-setuid': (host) => chmodSync(host.at('/usr/bin/runc'), 0o4755),
  'reload-crashes': async (host) => {
    await host.engine({ ...ownInfo, ServerVersion: '24.0.7' }, { version: { Version: '24.0.7' } });
    host.daemonJson({ runtimes: null });
  },
  'reload-needed': async (host) => {
    await host.engine(ownInfo);
    host.program(crun.path).daemonJson({ runtimes: { crun } });
  },
  'release-end-of-life': (host) => host.package('containerd', '1.6.20~ds1-1', '/usr/bin/containerd'),
  'restart-loses-containers': (host) =>
    startContainer(host, { id: 'web', shim: 500, init: 600, shimPath: '/opt/old/containerd-shim-runc-v2' }),
  'restart-needed': async (host) => {
    await host.engine({ ...ownInfo, Runtimes: { runc: { path: 'runc' }, old: { path: '/usr/bin/runc' } } });
  },
  'runtime-unnamed': (host) => host.daemonJson({ runtimes: { '': crun } }),
  'search-path-broken': (host) => host.put('/opt/containerd/bin', ''),
  'search-path-relative': (host) => host.put('/proc/200/environ', 'PATH=bin:/usr/bin\0'),
  'search-path-unreadable': (host) => {
    host.program('/opt/containerd/bin/x');
    chmodSync(host.at('/opt/containerd/bin'), 0);
  },
  'shim-cannot-start': (host) => host.put(shim, elf({ machine: otherMachine }), 0o755),
  'shim-differs-from-package': (host) => {
    host.put(shim, elf(), 0o755).package('containerd', '1.7.24', shim);
    host.put('/var/lib/dpkg/info/containerd.md5sums', `${'0'.repeat(32)}  ${shim.slice(1)}\n`);
  },
  'shim-not-whole': (host) => host.put(shim, elf().subarray(0, -4), 0o755),
  'shim-shadowed': (host) => host.put('/usr/local/bin/containerd-shim-runc-v2', Buffer.concat([elf(), elf()]), 0o755),
  'shim-unreachable': (host) => host.program('/usr/bin/containerd-shim-runc-v2.old'),
  'shim-unsupported': (host) =>
    host.package('containerd', '1.7.24', '/usr/bin/containerd').put(runcShim, newShim, 0o755),
  'shim-unusable': (host) => host.put('/usr/local/bin/containerd-shim-a-v1', elf(), 0o644),
  'shim-wins-from-cwd': (host) => host.program('/containerd-shim-runc-v2'),
  'unit-cannot-start': (host) => {
    rmSync(host.at('/proc/300'), { recursive: true });
    host.put('/usr/lib/systemd/system/docker.service', '[Service]\nExecStart=/opt/gone/dockerd\n');
  },
  'unmanaged-containers': (host) => {
    startContainer(host, { id: 'lost', shim: 500, init: 501 });
    rmSync(host.at(bundleOf('default', 'lost')), { recursive: true });
  },
  'upgrade-pending': (host) => {
    rmSync(host.at('/proc/200/exe'));
    host.link('/usr/bin/containerd (deleted)', '/proc/200/exe');
  },
  'source-unreadable': (host) => {
    host.daemonJson({});
    chmodSync(host.at('/etc/docker/daemon.json'), 0);
  },
};

/** Codes that need a running service, or two releases of containerd, which their own tests have. */
const ofService: readonly string[] = ['source-stale', 'downgrade-kills-containers'];

/** Options of `check` that a finding needs. */
const options: Readonly<Record<string, readonly string[]>> = {
  'default-runtime-denied': ['--deny=*'],
  'policy-bypassed': ['--deny=containerd-shim-a-v1'],
  'reload-crashes': ['--docker-version=24.0.7'],
  'containerd-section-ignored': ['--containerd-version=1.7.27'],
  'handler-lost': ['--containerd-version=2.3.4'],
  'containerd-key-ignored': ['--containerd-version=2.2.0'],
};

it.each(Object.keys(rules).filter((code) => !ofService.includes(code)))('a host of the table shows %s', (code) => {
  expect(Object.keys(hosts)).toContain(code);
});

describe.each(Object.entries(hosts))('%s', (code, make) => {
  it('has advice', async () => {
    const host = newHost().running();
    await make(host);

    const outcome = await host.runAsStranger(['check', '--json', ...(options[code] ?? [])]);

    const found = parsed<CheckJson>(outcome).findings.filter((finding) => finding.code === code);
    expect(found).not.toEqual([]);
    for (const { advice } of found) {
      expect(advice).toBeInstanceOf(Array);
      expect(advice.every(({ text }) => /\S/.test(text))).toBe(true);
      expect(advice).not.toHaveLength(0);
    }
  });
});

/** A host and a name for each reason of `unavailable`. */
const reasons: Readonly<Record<string, { readonly name: string; readonly make: Make; readonly client?: string }>> = {
  'cri-not-served': {
    name: 'runc',
    make: (host) => host.running().put(containerdConfig, 'disabled_plugins = ["io.containerd.grpc.v1.cri"]\n'),
    client: 'cri',
  },
  'docker-config-refused': {
    name: 'crun',
    make: (host) =>
      host
        .running()
        .program(crun.path)
        .daemonJson({ runtimes: { crun, runc: crun } }),
  },
  'config-unreadable': {
    name: 'nvidia',
    make: (host) => {
      host.running().daemonJson({});
      chmodSync(host.at('/etc/docker/daemon.json'), 0);
    },
  },
  'foreign-engine': { name: 'runc', make: (host) => host.engine({ ...ownInfo, OperatingSystem: 'Docker Desktop' }) },
  'no-containerd': { name: 'io.containerd.kata.v2', make: () => {} },
  'not-installed': { name: 'io.containerd.kata.v2', make: (host) => host.running() },
  'search-path-unknown': {
    name: 'io.containerd.kata.v2',
    make: (host) => host.running().put(containerdConfig, 'version = 2\nx = ['),
  },
  'not-visible': {
    name: 'io.containerd.kata.v2',
    make: (host) => {
      host.running().program('/opt/containerd/bin/x');
      chmodSync(host.at('/opt/containerd'), 0o700);
    },
  },
  'no-dot': { name: 'nvidia', make: (host) => host.running() },
  'oci-runtime-missing': { name: 'crun', make: (host) => host.running().daemonJson({ runtimes: { crun } }) },
  'oci-runtime-not-executable': {
    name: 'crun',
    make: (host) =>
      host
        .running()
        .put(crun.path, elf({ machine: otherMachine }), 0o755)
        .daemonJson({ runtimes: { crun } }),
  },
  'not-an-oci-runtime': {
    name: 'kata',
    make: (host) =>
      host
        .running()
        .program('/usr/bin/kata-runtime')
        .daemonJson({ runtimes: { kata: { path: '/usr/bin/kata-runtime' } } }),
  },
  'invalid-options': {
    name: 'crun',
    make: (host) =>
      host
        .running()
        .program(runcShim)
        .daemonJson({ runtimes: { crun: { runtimeType: 'x.runc.v2', options: { ConfigPath: '/etc/crun' } } } }),
  },
  'exec-format-error': {
    name: 'io.containerd.a.v1',
    make: (host) => host.running().put(shim, elf({ machine: otherMachine }), 0o755),
  },
  'interpreter-missing': {
    name: 'io.containerd.a.v1',
    make: (host) => host.running().put(shim, '#!/nowhere\n', 0o755),
  },
  'start-failed': {
    name: 'io.containerd.a.v1',
    make: (host) =>
      host.running().program('/usr/bin/env').put('/usr/bin/sh', elf(), 0o644).put(shim, '#!/usr/bin/env sh\n', 0o755),
  },
  'not-executable': {
    name: 'x',
    make: (host) =>
      host
        .running()
        .put(shim, elf(), 0o644)
        .daemonJson({ runtimes: { x: { runtimeType: shim } } }),
  },
  'is-directory': {
    name: 'x',
    make: (host) =>
      host
        .running()
        .put(`${shim}/x`, '')
        .daemonJson({ runtimes: { x: { runtimeType: shim } } }),
  },
  'dangling-symlink': {
    name: 'io.containerd.a.v1',
    make: (host) => host.running().link('/nowhere', shim),
  },
  'library-missing': {
    name: 'io.containerd.a.v1',
    make: (host) =>
      host
        .running()
        .program(loader)
        .put(shim, elf({ interpreter: loader, needed: ['libnowhere.so.1'] }), 0o755),
  },
  'not-a-shim': {
    name: 'x',
    make: (host) => {
      host
        .base()
        .program(crun.path)
        .daemonJson({ runtimes: { x: { runtimeType: crun.path } } });
    },
  },
  'reload-needed': {
    name: 'crun',
    make: async (host) => {
      await host.running().engine(ownInfo);
      host.program(crun.path).daemonJson({ runtimes: { crun } });
    },
  },
  'restart-needed': {
    name: 'kata',
    make: async (host) => {
      host.put(containerdConfig, `version = 3\n${runtimes.replace(']', '.runtimes.kata]')}\nruntime_type = "a.b.v2"\n`);
      await host.running().containerd();
    },
    client: 'cri',
  },
  'shim-unsupported': {
    name: 'io.containerd.runc.v2',
    make: (host) => host.running().package('containerd', '1.6.20', '/usr/bin/containerd').put(runcShim, newShim, 0o755),
  },
  'shim-untold': {
    name: 'x',
    make: async (host) => {
      await host.running().engine({ ...ownInfo, Runtimes: { runc: { path: 'runc' }, x: {} } });
      host.daemonJson({ runtimes: { x: { path: '/usr/bin/runc' } } });
    },
  },
};

/** Every reason that the source writes out next to a message. */
function knownReasons(): string[] {
  const core = join(import.meta.dirname, '..', '..', '..', 'src', 'core');
  const texts = fastGlob
    .sync(['**/*.ts', '!forecast/**', '!plan/**'], { cwd: core, absolute: true })
    .map((file) => readFileSync(file, 'utf8'));
  const found = texts.flatMap((text) => [...text.matchAll(/\breason: '([a-z-]+)', message\b/g)]);
  return [...new Set(found.map(([, name = '']) => name))];
}

it.each(knownReasons())('a host of the table shows the reason %s', (reason) => {
  expect(Object.keys(reasons)).toContain(reason);
});

it.each(Object.entries(reasons))(
  'a runtime that is unavailable for %s has advice',
  async (reason, { name, make, client = 'docker' }) => {
    const host = newHost();
    await make(host);

    const resolution = parsed<ResolutionJson>(
      await host.runAsStranger(['resolve', '--json', `--client=${client}`, name]),
    );

    expect(resolution.unavailable?.reason).toBe(reason);
    expect(resolution.advice?.some(({ text }) => /\S/.test(text))).toBe(true);
  },
);
