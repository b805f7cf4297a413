import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Shim } from '../../src/model/inventory/shim.ts';
import { renderBuildMetrics, renderInventoryMetrics } from '../../src/render/metrics.ts';
import { finding, handler, host, inventory, runtime, shim, shimProcess } from '../builders.ts';

/** What is known of a shim of Debian. */
const packaged: Shim['file'] = {
  size: 11_615_216,
  mode: '0755',
  uid: 0,
  gid: 0,
  sha256: 'f5cd2a43978e959544b35c9c73cdd26f25d417238b5c4cdeaa4e8805e79485ec',
  format: { kind: 'elf' },
  version: '1.6.20',
  versionSource: 'package',
  package: { manager: 'dpkg', name: 'containerd', version: '1.6.20~ds1-1+deb12u3', verified: true },
};
const golden = join(import.meta.dirname, '..', 'fixtures', 'metrics', 'inventory.prom');

it('renderInventoryMetrics() writes the golden page', async () => {
  const text = renderInventoryMetrics(
    inventory({
      revision: 7,
      host: host({
        name: 'build-ams-02',
        target: 'rootless',
        docker: { ...host().docker, engine: { state: 'read', version: '28.2.2', defaultRuntime: 'runc' } },
      }),
      runtimes: [
        runtime({
          name: 'crun',
          origin: 'configured',
          available: false,
          binary: 'containerd-shim-runc-v2',
          ociRuntime: { path: '/usr/bin/crun', args: [] },
          definedIn: { file: '/etc/docker/daemon.json', line: 3 },
          unavailable: { reason: 'oci-runtime-missing', message: 'Cannot find "/usr/bin/crun"' },
        }),
        runtime({ name: 'io.containerd.denied.v1', permitted: false }),
        runtime({
          name: 'io.containerd.kata.v2',
          usedBy: { running: 3, stopped: 12 },
          binary: 'containerd-shim-kata-v2',
          path: '/opt/kata/bin/containerd-shim-kata-v2',
        }),
        runtime({
          name: 'runc',
          origin: 'stock',
          binary: 'containerd-shim-runc-v2',
          path: '/usr/bin/containerd-shim-runc-v2',
        }),
      ],
      shims: [
        shim({ path: '/opt/kata/bin/containerd-shim-kata-v2' }),
        shim({ path: '/usr/bin/containerd-shim-runc-v2', file: packaged }),
        shim({ path: '/usr/bin/containerd-shim-kata-v2', state: 'shadowed', reason: 'shadowed' }),
        shim({ path: '/bin/containerd-shim-kata-v2', state: 'shadowed', reason: 'shadowed' }),
        shim({ path: '/usr/bin/containerd-shim-a', state: 'unusable', reason: 'no-version-part' }),
      ],
      handlers: [handler({ handler: 'kata' }), handler({ handler: 'gvisor', available: false })],
      processes: [
        shimProcess({ pid: 500 }),
        shimProcess({ pid: 501 }),
        shimProcess({ pid: 502, state: 'replaced' }),
        shimProcess({ pid: 503, state: null }),
      ],
      findings: [
        finding({ code: 'default-runtime-unavailable', severity: 'high', subject: 'crun' }),
        finding({ subject: '/usr/bin/containerd-shim-kata-v2' }),
        finding({ subject: 'b' }),
        finding({ code: 'restart-needed', severity: 'medium' }),
      ],
      sources: [
        { source: 'containerd-process', state: 'assumed' },
        { source: 'docker-config', state: 'unreadable' },
        { source: 'docker-engine', state: 'stale' },
        { source: 'search-path', state: 'read' },
      ],
    }),
  );

  expect(text).toBe(readFileSync(golden, 'utf8'));
});

it('renderInventoryMetrics() is the same for the same facts, without removed ones', () => {
  const kata = runtime({ name: 'io.containerd.kata.v2' });

  expect(renderInventoryMetrics(inventory({ runtimes: [kata] }))).toBe(
    renderInventoryMetrics(inventory({ runtimes: [kata] })),
  );
  expect(renderInventoryMetrics(inventory())).not.toContain('kata');
});

it('renderInventoryMetrics() finds the default by any of its names', () => {
  const kata = runtime({ name: 'io.containerd.kata.v2', aliases: ['kata.v2'] });

  const text = renderInventoryMetrics(inventory({ defaultRuntime: 'kata.v2', runtimes: [kata] }));

  expect(text).toContain('shimdex_default_runtime_info{runtime="kata.v2"} 1\n');
  expect(text).toContain('shimdex_default_runtime_available 1\n');
});

it('renderInventoryMetrics() has no default without Docker, and no assumed version', () => {
  const { containerd, docker } = host();
  const bare = host({
    containerd: { ...containerd, versionSource: 'assumed' },
    docker: { ...docker, present: false },
  });

  const text = renderInventoryMetrics(inventory({ host: bare }));

  expect(text).not.toContain('shimdex_default_runtime');
  expect(text).toContain('containerd_version="",docker_version="",');
});

it.each([
  ['read', 0],
  ['stale', 0],
  ['absent', undefined],
  ['unreadable', undefined],
] as const)('renderInventoryMetrics() compares with an Engine that is %s: %s', (state, drift) => {
  const heard = host({ docker: { ...host().docker, engine: { state } } });

  const text = renderInventoryMetrics(inventory({ host: heard }));

  expect(/^shimdex_config_drift\{source="docker-config"\} (\d)$/m.exec(text)?.[1]).toBe(drift?.toString());
});

it('renderInventoryMetrics() needs at most 12 series a runtime', () => {
  const series = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `io.containerd.a${index}.v1`);
    const text = renderInventoryMetrics(
      inventory({
        runtimes: names.map((name) => runtime({ name })),
        shims: names.flatMap((name) => [
          shim({ path: `/usr/bin/${name}` }),
          shim({ path: `/bin/${name}`, state: 'shadowed', reason: 'shadowed' }),
        ]),
        handlers: names.map((name) => handler({ handler: name })),
        findings: names.map((name) => finding({ subject: name })),
      }),
    );
    return text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
  };

  expect(series(101) - series(1)).toBeLessThanOrEqual(1200);
  expect(series(1)).toBeLessThan(60);
});

it('renderBuildMetrics() has the version and the commit', () => {
  const text = renderBuildMetrics({ version: '1.2.3', revision: 'abc', nodeVersion: '20.19.0' });

  expect(text).toContain('\nshimdex_build_info{version="1.2.3",revision="abc",nodeversion="20.19.0"} 1\n');
});

it('renderInventoryMetrics() has no series for what cannot be known', () => {
  const runtimes = [runtime({ name: 'runc', available: null }), runtime({ name: 'a.v1' })];

  const text = renderInventoryMetrics(inventory({ runtimes }));

  expect(text).toContain('shimdex_runtime_info{runtime="runc"');
  expect(text).toContain('shimdex_runtime_available{runtime="a.v1"} 1');
  expect(text).not.toContain('shimdex_runtime_available{runtime="runc"}');
  expect(text).toContain('shimdex_default_runtime_info');
  expect(text).not.toContain('shimdex_default_runtime_available');
});

it('renderInventoryMetrics() has no default runtime while the configuration cannot be read', () => {
  const { docker } = host();

  const text = renderInventoryMetrics(inventory({ host: host({ docker: { ...docker, configUnknown: true } }) }));

  expect(text).not.toContain('shimdex_default_runtime');
});
