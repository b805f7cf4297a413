import { LiveMetrics } from '../../src/http/metrics/live-metrics.ts';
import { processFamilies } from '../../src/http/metrics/process-metrics.ts';
import { renderFamilies } from '../../src/render/exposition.ts';
import { renderBuildMetrics, renderInventoryMetrics } from '../../src/render/metrics.ts';
import { finding, handler, host, inventory, runtime, shim } from '../builders.ts';
import { ShownInventory } from '../http/serving.ts';
import { seriesOf } from '../promtool.ts';

/** A shim whose file was read, and that a package owns. */
const file = {
  size: 1,
  mode: '0755',
  uid: 0,
  gid: 0,
  sha256: '0'.repeat(64),
  format: { kind: 'other' },
  version: '1.7.24',
  versionSource: 'package',
  package: { manager: 'dpkg', name: 'a', version: '1.7.24', verified: true },
} as const;

/** Every series that this version of shimdex can have, with its labels: rendered from a host that has everything. */
export function renderedSeries(): ReadonlyMap<string, ReadonlySet<string>> {
  const full = inventory({
    host: host({ docker: { ...host().docker, engine: { state: 'read' } } }),
    runtimes: [
      runtime({ name: 'runc', usedBy: { running: 1, stopped: 0 } }),
      runtime({ name: 'kata', available: false, unavailable: { reason: 'not-installed', message: 'Not installed' } }),
    ],
    handlers: [handler({ handler: 'kata' })],
    processes: [{ pid: 1, binary: 'containerd-shim-a-v1', state: 'current', namespace: 'moby', containers: [] }],
    shims: [
      shim({ path: '/a/containerd-shim-a-v1', file }),
      shim({ path: '/b/containerd-shim-a-v1', state: 'shadowed', reason: 'shadowed' }),
      shim({ path: '/b/containerd-shim-b', state: 'unusable', reason: 'no-version-part' }),
    ],
    findings: [finding({ subject: 'kata' })],
    sources: [{ source: 'search-path', state: 'read' }],
  });
  const live = new LiveMetrics({
    reader: new ShownInventory(),
    eventClients: () => 0,
    statistics: () => ({ observations: 1, watchErrors: 0, unwatched: 0, lastObservationTimestamp: 1 }),
  });
  return seriesOf(
    renderBuildMetrics({ version: '1', revision: 'a', nodeVersion: '1' }) +
      renderInventoryMetrics(full) +
      renderFamilies([...live.families(), ...processFamilies()], 'text'),
  );
}
