import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importBundled } from '../bundle.js';
import { visit, withBrowser } from '../dashboard/browser.js';
import { freePort } from '../free-port.js';
import { withScratch } from '../scratch.js';
import { isolatedOptions, startServer } from '../server.js';
import { median } from '../statistics.js';
import { askedAt } from './generated-fleet.js';
import { makeDatabase, rules, startPrometheus } from './prometheus.js';

const count = 10_000;

export const goal = `a fleet of ${count} hosts: each query ≤ 1 s, alone and through the service; first results on the page ≤ 2 s`;

const rounds = 7;
const runtime = 'io.containerd.kata.v2';
const binary = 'containerd-shim-kata-v2';
const cluster = { name: 'cluster', value: 'cluster-3' };
const mostMs = { query: 1000, first: 2000, hosts: 4000 };

/** Generates the fleet, which takes minutes; then asks Prometheus itself, the service, and the page. */
export function run() {
  return withScratch(async (scratch) => {
    const data = await makeDatabase(scratch, count);
    const prometheus = await startPrometheus(scratch, data);
    try {
      return [...(await alone(scratch, prometheus)), ...(await served(scratch, prometheus))];
    } finally {
      await prometheus.stop();
    }
  });
}

async function alone(scratch, { url }) {
  const rows = [];
  for (const [what, query] of [...(await pageQueries(scratch)), ...documentedQueries(), ...recordedQueries()]) {
    rows.push(await timeRounds(what, mostMs.query, () => askPrometheus(url, query)));
  }
  return rows;
}

/** Everything the page asks, by name: for all hosts, and for those with one label. */
async function pageQueries(scratch) {
  const core = await importBundled("export { fleetQueries } from './src/core/fleet/queries.ts';", scratch);
  return [[], [cluster]].flatMap((labels) => {
    const { ofRuntime, shims, ...rest } = core.fleetQueries(labels);
    const queries = { ...rest, ...ofRuntime(runtime), shims: shims(runtime, [binary]) };
    const scope = labels.length > 0 ? ', one cluster' : '';
    return Object.entries(queries).map(([name, query]) => [`${name}${scope}`, query]);
  });
}

/** The questions of `docs/metrics.md`. */
function documentedQueries() {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'metrics.md'), 'utf8');
  return [...page.matchAll(/^(\S.*\?)\n\n```promql\n([^`]+)\n```$/gm)].map(([, question, query]) => [question, query]);
}

/** What the recording rules left, by the names they give it. */
function recordedQueries() {
  return [...readFileSync(rules, 'utf8').matchAll(/^ +- record: (\S+)$/gm)].map(([, name]) => [name, name]);
}

async function askPrometheus(url, query) {
  const form = new URLSearchParams({ query, time: String(askedAt) });
  const answer = await (await fetch(`${url}/api/v1/query`, { method: 'POST', body: form })).json();
  if (answer.status !== 'success') throw new Error(`Prometheus refused ${query}: ${answer.error}`);
  if (answer.data.result.length === 0 && !query.includes('node_exporter')) throw new Error(`Nobody answers ${query}`);
}

async function served(scratch, prometheus) {
  const address = `http://127.0.0.1:${await freePort()}`;
  const options = [`--listen=${address.slice('http://'.length)}`, `--prometheus-url=${prometheus.url}`];
  const server = await startServer(scratch, [...isolatedOptions(scratch, [scratch]), ...options]);
  try {
    const rows = [];
    const about = `time=${askedAt}&runtime=${runtime}`;
    for (const question of [
      `summary?time=${askedAt}`,
      `runtimes?time=${askedAt}`,
      `versions?${about}`,
      `hosts?${about}&limit=20000`,
    ]) {
      rows.push(
        await timeRounds(`/v1/fleet/${question.split('?')[0]}`, mostMs.query, () => askService(address, question)),
      );
    }
    return [...rows, ...(await timePage(`${address}/#/fleet?${about}`))];
  } finally {
    await server.stop();
  }
}

async function askService(address, question) {
  const response = await fetch(`${address}/v1/fleet/${question}`);
  if (!response.ok) throw new Error(`The service says ${response.status} to ${question}: ${await response.text()}`);
  await response.arrayBuffer();
}

/** Each visit has an empty cache. */
function timePage(address) {
  return withBrowser(async (browser) => {
    const times = { first: [], hosts: [] };
    for (let round = 0; round < rounds; round++) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const [first, hosts] = await visit(await context.newPage(), address, [
        '#fleet-runtimes .share',
        '#fleet-rows .host',
      ]);
      times.first.push(first);
      times.hosts.push(hosts);
      await context.close();
    }
    return [
      row('page, first results', times.first, mostMs.first),
      row('page, rows of hosts', times.hosts, mostMs.hosts),
    ];
  });
}

async function timeRounds(what, most, act) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now();
    await act();
    times.push(performance.now() - begin);
  }
  return row(what, times, most);
}

/** The slowest round decides: somebody waits for each of them. */
function row(what, times, most) {
  const slowest = Math.max(...times);
  const goal = `slowest ≤ ${most} ms, was ${slowest.toFixed(0)}`;
  return { what, unit: 'ms', ours: median(times), goal, met: slowest <= most };
}
