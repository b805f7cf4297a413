import { expect, it } from 'vitest';
import type { Change } from '../../../src/model/inventory/change.ts';
import { finding, runtime, shim } from '../../builders.ts';
import { eventually } from '../../eventually.ts';
import { promtool, seriesOf, silence } from '../../promtool.ts';
import { ask, serve } from '../serving.ts';

const openMetrics = { headers: { Accept: 'application/openmetrics-text; version=1.0.0' } };
const kata = runtime({ name: 'io.containerd.kata.v2' });
const hostile = [
  'a"} 1\nfake_metric{x="',
  'a\nb',
  'a\\',
  'a\\n"',
  '\u202egnp.exe',
  'a\rb',
  `${'n'.repeat(4093)}.v1`,
  'n'.repeat(10_000),
];

it('GET /metrics passes the check of promtool', async () => {
  const { port, app } = await serve({
    inventory: { runtimes: [kata], findings: [finding()] },
    statistics: () => ({ observations: 1, watchErrors: 2, unwatched: 4, lastObservationTimestamp: 1_700_000_000.5 }),
  });
  app.metrics.observed(0.003);

  const { status, headers, text } = await ask(port, '/metrics');

  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(headers['cache-control']).toBe('no-store');
  expect(promtool(['check', 'metrics'], text)).toEqual(silence);
  for (const line of [
    'shimdex_runtime_available{runtime="io.containerd.kata.v2"} 1',
    'shimdex_observation_duration_seconds_bucket{le="0.0025"} 0',
    'shimdex_observation_duration_seconds_bucket{le="0.005"} 1',
    'shimdex_observation_duration_seconds_count 1',
    'shimdex_last_observation_timestamp_seconds 1700000000.5',
    'shimdex_watch_errors_total 2',
    'shimdex_sse_clients 0',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
});

it('GET /metrics is OpenMetrics for clients that ask for it', async () => {
  const { port } = await serve();

  const { headers, text } = await ask(port, '/metrics', openMetrics);

  expect(headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
  expect(headers.vary).toBe('Accept');
  expect(text).toMatch(/^[^\n]+\n(?:(?!# EOF).+\n)*# EOF\n$/);
  expect(text).toContain(
    '# TYPE shimdex_inventory_changes counter\nshimdex_inventory_changes_total{action="create"} 0\n',
  );
});

it('GET /metrics has the same content in both formats, except for the names of counters', async () => {
  const { port } = await serve({ inventory: { runtimes: [kata] } });
  const [text, other] = [await ask(port, '/metrics'), await ask(port, '/metrics', openMetrics)];
  const names = (page: string) => [...seriesOf(page)].map(([name, labels]) => [name, ...labels]);

  expect(names(other.text)).toEqual(names(text.text));
});

it('GET /metrics cannot be broken by a name', async () => {
  const { port } = await serve({
    inventory: {
      runtimes: hostile.map((name) => runtime({ name, path: `/usr/bin/${name}` })),
      shims: hostile.map((name) => shim({ path: `/usr/bin/containerd-shim-${name}` })),
      defaultRuntime: hostile[0] ?? '',
    },
  });

  const { text } = await ask(port, '/metrics');

  expect(promtool(['check', 'metrics'], text)).toEqual(silence);
  expect(text).not.toMatch(/^fake_metric/m);
  expect(text.match(/^shimdex_runtime_info\{/gm)).toHaveLength(hostile.length);
});

it('GET /metrics drops the series of removed runtimes', async () => {
  const { port, reader } = await serve({
    inventory: { runtimes: [kata], shims: [shim({ path: '/a/containerd-shim-kata-v2' })] },
  });
  expect((await ask(port, '/metrics')).text).toContain('kata');

  reader.show({});

  const { text } = await ask(port, '/metrics');
  expect(text).not.toContain('kata');
  expect(text).toContain('shimdex_inventory_revision 2\n');
});

it('GET /metrics counts what changed since the first look', async () => {
  const { port, reader } = await serve();
  const change = (action: Change['action']): Change => ({ kind: 'runtime', action, key: 'a' });
  reader.show({}, [change('create'), change('create'), change('update')]);
  reader.show({}, [change('destroy')]);

  const { text } = await ask(port, '/metrics');

  expect(text.match(/(?<=^shimdex_inventory_changes_total).*/gm)).toEqual([
    '{action="create"} 2',
    '{action="update"} 1',
    '{action="destroy"} 1',
  ]);
});

it('GET /metrics counts the clients of the event stream', async () => {
  const { port } = await serve();
  const leaving = new AbortController();
  const stream = ask(port, '/v1/events', { signal: leaving.signal }).catch(() => undefined);

  await eventually(async () => expect((await ask(port, '/metrics')).text).toContain('shimdex_sse_clients 1\n'));
  leaving.abort();
  await eventually(async () => expect((await ask(port, '/metrics')).text).toContain('shimdex_sse_clients 0\n'));
  await stream;
});

it('GET /metrics answers before the first look, with the build of shimdex', async () => {
  const { port } = await serve({ inventory: 'none', version: '1.2.3', revision: 'abc' });

  const { status, text } = await ask(port, '/metrics');

  expect(status).toBe(200);
  expect(text).toContain('shimdex_build_info{version="1.2.3",revision="abc",');
  expect(text).not.toContain('shimdex_inventory_revision');
  expect(promtool(['check', 'metrics'], text)).toEqual(silence);
});

it('GET /metrics shows its own process, and textfile() leaves that to node_exporter', async () => {
  const { port, app } = await serve();

  const { text } = await ask(port, '/metrics');

  expect(Number(/^process_resident_memory_bytes (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(10_000_000);
  expect(Number(/^process_open_fds (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(3);
  expect(Number(/^process_cpu_seconds_total ([\d.]+)$/m.exec(text)?.[1])).toBeGreaterThan(0);
  expect(Number(/^process_start_time_seconds ([\d.]+)$/m.exec(text)?.[1])).toBeCloseTo(
    performance.timeOrigin / 1000,
    0,
  );
  expect(app.metrics.textfile()).not.toContain('process_');
  expect(promtool(['check', 'metrics'], app.metrics.textfile())).toEqual(silence);
});

it('end() of the service counts no more changes', async () => {
  const { app, reader } = await serve();

  app.end();

  expect(reader.listeners).toBe(0);
});

it('GET /metrics takes no parameter and no other method', async () => {
  const { port } = await serve();

  expect((await ask(port, '/metrics?name=a')).status).toBe(400);
  expect((await ask(port, '/metrics', { method: 'POST' })).status).toBe(405);
  expect((await ask(port, '/metrics', { method: 'HEAD' })).bytes).toHaveLength(0);
});
