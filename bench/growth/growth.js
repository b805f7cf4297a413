import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Arrivals } from '../freshness/arrivals.js';
import { atMost, atMostTimes } from '../goals.js';
import { withScratch } from '../scratch.js';
import { isolatedOptions, startServer } from '../server.js';
import { writeShim } from '../shim-file.js';
import { median } from '../statistics.js';

export const goal =
  'rename(2) to the SSE frame with more shims and directories: median ≤ 1.3 × (200 shims), 2 × (1,440), 1.5 × (100 directories), 3 × (1,000), 2 × (500 configured runtimes) of that with 10; ≤ 4 KB a change; with 200 shims 1 look (2 where time stamps are coarse) and ≤ 3 ms CPU a change';

/** Each host, and how much longer than the first of its kind a change may take there. */
const hosts = [
  { of: 'shims', shims: 10 },
  { of: 'shims', shims: 200, goal: 1.3 },
  { of: 'shims', shims: 1440, goal: 2, dream: 1.2 },
  { of: 'directories', directories: 10 },
  { of: 'directories', directories: 100, goal: 1.5, dream: 1.2 },
  { of: 'directories', directories: 1000, goal: 3, dream: 1.2 },
  { of: 'runtimes', runtimes: 10 },
  { of: 'runtimes', runtimes: 500, goal: 2, dream: 1.2 },
];

const changes = 100;

/** All hosts are served at once and change one after the other, so that what else the machine does slows all of them. */
export async function run() {
  return withScratch(async (scratch) => {
    const served = [];
    try {
      for (const [index, host] of hosts.entries()) served.push(await serveHost(join(scratch, `host${index}`), host));
      const counted = served.find(({ shims }) => shims === 200);
      let half;
      for (let pair = 0; pair < changes / 2; pair++) {
        if (pair === changes / 4) half = await spent(counted);
        for (const one of served) await change(one, pair);
      }
      return [...rows(served), ...costs(half, await spent(counted))];
    } finally {
      for (const { server } of served) await server.stop();
    }
  });
}

async function serveHost(scratch, given) {
  const host = { shims: 10, directories: 1, runtimes: 0, ...given };
  const paths = Array.from({ length: host.directories }, (_, index) => join(scratch, `place${index}`));
  for (const path of [...paths, join(scratch, 'outside')]) mkdirSync(path, { recursive: true });
  for (let index = 0; index < host.shims; index++) {
    writeShim(join(paths[index % paths.length], `containerd-shim-present${index}-v1`));
  }
  const options = isolatedOptions(scratch, paths);
  writeFileSync(join(scratch, 'etc', 'daemon.json'), JSON.stringify({ runtimes: runtimesOf(host) }));
  const server = await startServer(scratch, options);
  const arrivals = new Arrivals();
  const bytes = [];
  await server.settled();
  await server.listen((text, time) => {
    bytes.push(Buffer.byteLength(text));
    arrivals.tell(text, time);
  });
  // The first chunks are the whole inventory.
  await pause(500);
  bytes.length = 0;
  return { ...host, scratch, server, arrivals, bytes, times: [] };
}

/** The looks of a host so far, and its CPU time in milliseconds. */
async function spent({ server }) {
  const { body } = await server.get('/metrics');
  return { looks: Number(/^shimdex_observation_duration_seconds_count (\d+)$/m.exec(body)?.[1]), cpu: server.cpuMs() };
}

/** Of the second half of the changes: by then, V8 has compiled what runs for each of them. */
function costs(half, end) {
  const [looks, cpu] = ['looks', 'cpu'].map((what) => (end[what] - half[what]) / (changes / 2));
  return [
    { what: '200 shims, looks a change', unit: '', ours: looks, ...atMost(looks, '', 2, 1) },
    { what: '200 shims, CPU a change', unit: 'ms', ours: cpu, ...atMost(cpu, 'ms', 3, 1) },
  ];
}

/** Configured runtimes that lead to the shims which are there. */
function runtimesOf({ runtimes, shims }) {
  const entries = Array.from({ length: runtimes }, (_, index) => [
    `configured${index}`,
    { runtimeType: `io.containerd.present${index % shims}.v1` },
  ]);
  return Object.fromEntries(entries);
}

async function change({ scratch, arrivals, times }, pair) {
  const binary = `containerd-shim-fresh${pair}-v1`;
  const [outside, inside] = [join(scratch, 'outside', binary), join(scratch, 'place0', binary)];
  writeShim(outside);
  for (const [from, to, action] of [
    [outside, inside, 'create'],
    [inside, outside, 'destroy'],
  ]) {
    await pause(5 + Math.random() * 20);
    const arrival = arrivals.next(binary, `"action":"${action}"`);
    const begin = process.hrtime.bigint();
    renameSync(from, to);
    times.push(Number((await arrival) - begin) / 1e6);
  }
}

function rows(served) {
  const first = (kind) => median(served.find(({ of }) => of === kind).times);
  const growth = served.map((host) => {
    const [floor, ours, count] = [first(host.of), median(host.times), host[host.of]];
    const point = { plot: host.of, x: count, y: ours };
    const figures = { what: `${count} ${host.of}`, unit: 'ms', ours, point };
    return host.goal === undefined
      ? figures
      : { ...figures, floor, ...atMostTimes(ours, floor, host.goal, host.dream) };
  });
  const few = first('shims');
  const perChange = served.find(({ shims }) => shims === 1440).bytes.reduce((sum, each) => sum + each, 0) / changes;
  return [
    { ...growth[0], ...atMost(few, 'ms', 1.5, 0.7) },
    ...growth.slice(1),
    { what: 'frames a change', unit: 'B', ours: perChange, ...atMost(perChange, 'B', 4096, 1024) },
  ];
}
