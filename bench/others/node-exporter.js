import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../free-port.js';
import { cpuMs, residentMib } from '../server.js';
import { answers, ask, commands, launch } from './programs.js';

const rounds = 9;
const scrapes = 50;
/** Both have done by then what they do after their start. */
const settleMs = 2000;
/** As Prometheus asks. */
const headers = { accept: 'text/plain;version=0.0.4;q=1,*/*;q=0.1', 'accept-encoding': 'gzip' };

/** Starts node_exporter and shimdex alternately, then lets both run and scrapes them alternately. */
export async function compareWithExporter(tree) {
  const starters = { floor: () => startExporter(tree), ours: () => startShimdex(tree) };
  return [...(await compareStarts(starters)), ...(await compareScrapes(starters))];
}

async function startExporter(tree) {
  const port = await freePort();
  return { port, ...(await launch(commands.exporter(tree, port), isScraped(port, 'node_cpu_seconds_total'))) };
}

async function startShimdex(tree) {
  const port = await freePort();
  return {
    port,
    ...(await launch(commands.serve(tree, `127.0.0.1:${port}`), isScraped(port, 'shimdex_runtime_info{'))),
  };
}

/** Whether a scrape has a series that is read from the host: shimdex answers before its first look, too. */
function isScraped(port, series) {
  return answers({ host: '127.0.0.1', port }, '/metrics', series);
}

async function compareStarts(starters) {
  const ms = { floor: [], ours: [] };
  const mib = { floor: [], ours: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [name, start] of Object.entries(starters)) {
      const started = await start();
      await pause(settleMs);
      ms[name].push(started.ms);
      mib[name].push(residentMib(started.pid));
      await started.stop();
    }
  }
  return [
    { what: 'spawn to first scrape, against node_exporter', unit: 'ms', rounds: ms },
    { what: 'resident memory, against node_exporter', unit: 'MiB', rounds: mib },
  ];
}

async function compareScrapes(starters) {
  const servers = { floor: await starters.floor(), ours: await starters.ours() };
  const wall = { floor: [], ours: [] };
  const cpu = { floor: [], ours: [] };
  await pause(settleMs);
  for (let round = -1; round < rounds; round++) {
    for (const [name, { pid, port }] of Object.entries(servers)) {
      const taken = await scrapeOften(pid, port);
      if (round < 0) continue;
      wall[name].push(taken.wallMs);
      cpu[name].push(taken.cpuMs);
    }
  }
  for (const server of Object.values(servers)) await server.stop();
  return [
    { what: 'scrape against node_exporter, wall time', unit: 'ms', rounds: wall },
    { what: 'scrape against node_exporter, CPU', unit: 'ms', rounds: cpu },
  ];
}

/** The mean of some scrapes, one after the other on one connection. */
async function scrapeOften(pid, port) {
  const agent = new Agent({ keepAlive: true });
  const [begin, spent] = [performance.now(), cpuMs(pid)];
  for (let count = 0; count < scrapes; count++) {
    const { status } = await ask({ host: '127.0.0.1', port, path: '/metrics', agent, headers });
    if (status !== 200) throw new Error(`A scrape was answered with ${status}`);
  }
  agent.destroy();
  return { wallMs: (performance.now() - begin) / scrapes, cpuMs: (cpuMs(pid) - spent) / scrapes };
}
