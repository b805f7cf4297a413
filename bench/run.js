import { writePlots } from './plots.js';
import { report } from './report.js';

/** Every benchmark by name; each module exports `goal` (one sentence) and `run()` (rows for the report). */
const benchmarks = {
  freshness: () => import('./freshness/freshness.js'),
  growth: () => import('./growth/growth.js'),
  converge: () => import('./converge/converge.js'),
  watches: () => import('./watches/watches.js'),
  clients: () => import('./clients/clients.js'),
  storm: () => import('./storm/storm.js'),
  scan: () => import('./scan/scan.js'),
  running: () => import('./running/running.js'),
  list: () => import('./list/list.js'),
  start: () => import('./start/start.js'),
  http: () => import('./http/http.js'),
  memory: () => import('./memory/memory.js'),
  idle: () => import('./idle/idle.js'),
  plugin: () => import('./plugin/plugin.js'),
  dashboard: () => import('./dashboard/dashboard.js'),
  metrics: () => import('./metrics/metrics.js'),
  fleet: () => import('./fleet/fleet.js'),
  others: () => import('./others/others.js'),
};

/** Writes docs/plots/ too, from the benchmarks that have points. */
const drawsPlots = '--plots';

process.exitCode = await main(process.argv.slice(2));

async function main(words) {
  const names = words.filter((word) => word !== drawsPlots);
  // An extra CA bundle costs node 40 ms a start, and express is slower in development: neither is ours to measure.
  delete process.env.NODE_EXTRA_CA_CERTS;
  process.env.NODE_ENV = 'production';
  const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
  if (unknown.length > 0) {
    console.error(`Unknown benchmark "${unknown[0]}": use one of ${Object.keys(benchmarks).join(', ')}`);
    return 2;
  }
  return names.length === 0 ? describeAll() : runAll(names, words.includes(drawsPlots));
}

async function describeAll() {
  console.log(`npm run bench -- [${drawsPlots}] NAME...\n`);
  for (const [name, load] of Object.entries(benchmarks)) console.log(`${name.padEnd(10)} ${(await load()).goal}`);
  return 0;
}

async function runAll(names, areDrawn) {
  const rows = [];
  for (const name of names) {
    const { goal, run } = await benchmarks[name]();
    console.error(`${name}: ${goal}`);
    rows.push(...(await run()).map((row) => ({ name, ...row })));
  }
  if (areDrawn) writePlots(rows);
  return report(rows) ? 0 : 1;
}
