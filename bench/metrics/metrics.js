import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { importBundled } from '../bundle.js';
import { atMostTimes } from '../goals.js';
import { withScratch } from '../scratch.js';
import { median } from '../statistics.js';

export const goal =
  "a metrics page of 12 runtimes: time ≤ 0.15 × prom-client's registry.metrics() with its default metrics";

const rounds = 15;
const warmUps = 2;
const scrapes = 200;
const runtimes = Array.from({ length: 12 }, (_, number) => ({
  name: `io.containerd.bench${number}.v2`,
  origin: 'implicit',
  permitted: true,
  available: true,
  binary: `containerd-shim-bench${number}-v2`,
  path: `/usr/local/bin/containerd-shim-bench${number}-v2`,
  aliases: [],
  handlers: [],
}));
const sources = ['search-path', 'docker-config', 'containerd-process'];

/** Interleaves the two inside this process; a figure is the mean of one round. */
export async function run() {
  return withScratch(async (scratch) => {
    const ours = await ourPage(scratch);
    const theirs = await promClient();
    const pages = { text: () => ours.page('text'), openmetrics: () => ours.page('openmetrics') };
    const time = { floor: [], text: [], openmetrics: [] };
    for (let round = -warmUps; round < rounds; round++) {
      const taken = {
        floor: await microseconds(theirs),
        text: await microseconds(pages.text),
        openmetrics: await microseconds(pages.openmetrics),
      };
      if (round >= 0) for (const [name, value] of Object.entries(taken)) time[name].push(value);
    }
    return ['text', 'openmetrics'].map((format) => row(format, time.floor, time[format]));
  });
}

async function microseconds(scrape) {
  const begin = performance.now();
  for (let count = 0; count < scrapes; count++) await scrape();
  return ((performance.now() - begin) * 1000) / scrapes;
}

/** The page that is served, of an inventory that does not change meanwhile. */
async function ourPage(scratch) {
  const { Metrics } = await importBundled("export { Metrics } from './src/http/metrics/metrics.ts';", scratch);
  const inventory = {
    revision: 1,
    host: {
      target: 'default',
      containerd: { version: '2.0.0', versionSource: 'read', pathSource: 'process', user: 0 },
      docker: { present: true, version: '28.0.0', versionSource: 'read', configFile: '/etc/docker/daemon.json' },
    },
    defaultRuntime: runtimes[0].name,
    runtimes,
    shims: runtimes.map(({ binary, path }) => ({ binary, path, state: 'effective', aliases: [] })),
    searchPath: [],
    handlers: [],
    processes: [],
    programs: [],
    cri: { state: 'not-served' },
    plan: { containers: [] },
    findings: [],
    sources: sources.map((source) => ({ source, state: 'read' })),
  };
  const metrics = new Metrics(
    {
      reader: { current: () => inventory, subscribe: () => () => {} },
      statistics: () => ({ observations: 1, watchErrors: 0, lastObservationTimestamp: 1 }),
      eventClients: () => 0,
    },
    { version: '1.0.0', revision: 'unknown', nodeVersion: process.versions.node },
  );
  metrics.observed(0.003);
  return metrics;
}

/** The same series as a program has them that keeps prom-client's metrics up to date. */
async function promClient() {
  const registers = [new Registry()];
  const help = 'Help.';
  collectDefaultMetrics({ register: registers[0] });
  const gauge = (name, labelNames = []) => new Gauge({ name, help, labelNames, registers });
  const info = gauge('shimdex_runtime_info', ['runtime', 'origin', 'binary', 'path']);
  const available = gauge('shimdex_runtime_available', ['runtime']);
  const shim = gauge('shimdex_shim_info', ['binary', 'path']);
  for (const { name, origin, binary, path } of runtimes) {
    info.set({ runtime: name, origin, binary, path }, 1);
    available.set({ runtime: name }, 1);
    shim.set({ binary, path }, 1);
  }
  const up = gauge('shimdex_source_up', ['source']);
  for (const source of sources) up.set({ source }, 1);
  for (const name of [
    'default_runtime_available',
    'inventory_revision',
    'sse_clients',
    'last_observation_timestamp_seconds',
  ])
    gauge(`shimdex_${name}`).set(1);
  const changes = new Counter({ name: 'shimdex_inventory_changes_total', help, labelNames: ['action'], registers });
  for (const action of ['create', 'update', 'destroy']) changes.inc({ action }, 0);
  new Histogram({ name: 'shimdex_observation_duration_seconds', help, registers }).observe(0.003);
  return () => registers[0].metrics();
}

function row(format, floor, ours) {
  return {
    what: `page, ${format}`,
    unit: 'µs',
    floor: median(floor),
    ours: median(ours),
    ...atMostTimes(median(ours), median(floor), 0.15),
    rounds: { floor, ours },
  };
}
