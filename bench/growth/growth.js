import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Arrivals } from '../freshness/arrivals.js';
import { withScratch } from '../scratch.js';
import { isolatedOptions, startServer } from '../server.js';
import { writeShim } from '../shim-file.js';
import { median } from '../statistics.js';

export const goal =
  'rename(2) to the SSE frame with more shims and directories: median ≤ 1.3 × (200 shims), 2 × (1,440), 1.5 × (100 directories), 3 × (1,000) of that with 10; ≤ 4 KB a change';

/** Each host, and how much longer than the first a change may take there. */
const hosts = [
  { shims: 10, directories: 1, factor: 1 },
  { shims: 200, directories: 1, factor: 1.3 },
  { shims: 1440, directories: 1, factor: 2 },
  { shims: 10, directories: 10, factor: 1 },
  { shims: 10, directories: 100, factor: 1.5 },
  { shims: 10, directories: 1000, factor: 3 },
];

const changes = 100;
const mostBytes = 4096;

/** All hosts are served at once and change in turn, so that what else the machine does slows all of them. */
export async function run() {
  return withScratch(async (scratch) => {
    const served = [];
    try {
      for (const [index, host] of hosts.entries()) served.push(await serveHost(join(scratch, `host${index}`), host));
      for (let pair = 0; pair < changes / 2; pair++) {
        for (const one of served) await change(one, pair);
      }
      return rows(served);
    } finally {
      for (const { server } of served) await server.stop();
    }
  });
}

async function serveHost(scratch, host) {
  const paths = Array.from({ length: host.directories }, (_, index) => join(scratch, `place${index}`));
  for (const path of [...paths, join(scratch, 'outside')]) mkdirSync(path, { recursive: true });
  for (let index = 0; index < host.shims; index++) {
    writeShim(join(paths[index % paths.length], `containerd-shim-present${index}-v1`));
  }
  const server = await startServer(scratch, isolatedOptions(scratch, paths));
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
  const [few] = served;
  const base = { 1: median(few.times), 10: median(served[3].times) };
  const growth = served
    .filter(({ factor }) => factor > 1)
    .map(({ shims, directories, factor, times }) => {
      const floor = directories === 1 ? base[1] : base[10];
      const ours = median(times);
      const what = directories === 1 ? `${shims} shims` : `${directories} directories`;
      return { what, unit: 'ms', floor, ours, goal: `ratio ≤ ${factor}`, met: ours <= factor * floor };
    });
  const perChange = served[2].bytes.reduce((sum, each) => sum + each, 0) / changes;
  return [
    { what: '10 shims', unit: 'ms', ours: base[1], goal: '≤ 1.5 ms', met: base[1] <= 1.5 },
    ...growth,
    { what: 'frames a change', unit: 'B', ours: perChange, goal: `≤ ${mostBytes} B`, met: perChange <= mostBytes },
  ];
}
