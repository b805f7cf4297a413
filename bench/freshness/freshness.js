import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startInotifyReader } from '../floor/inotify-reader.js';
import { atMost } from '../goals.js';
import { withScratch } from '../scratch.js';
import { isolatedOptions, startServer } from '../server.js';
import { writeShim } from '../shim-file.js';
import { median, percentile } from '../statistics.js';
import { Arrivals } from './arrivals.js';

export const goal = 'rename(2) to the bytes of the SSE frame, one client, 200 changes: median ≤ 1.5 ms, p99 ≤ 20 ms';

const changes = 200;

/** Renames a shim in and out of a directory, alternating between the server's and the C reader's. */
export async function run() {
  return withScratch(async (scratch) => {
    const directories = Object.fromEntries(['floor', 'ours', 'outside'].map((name) => [name, join(scratch, name)]));
    for (const directory of Object.values(directories)) mkdirSync(directory);
    const heard = { floor: new Arrivals(), ours: new Arrivals() };
    const reader = await startInotifyReader(scratch, directories.floor, (name, time) => heard.floor.tell(name, time));
    const server = await startServer(scratch, isolatedOptions(scratch, [directories.ours]));
    try {
      await server.listen((text, time) => heard.ours.tell(text, time));
      return rows(await measure(directories, heard));
    } finally {
      reader.stop();
      await server.stop();
    }
  });
}

async function measure(directories, heard) {
  const times = { floor: [], ours: [] };
  for (let pair = 0; pair < changes / 2; pair++) {
    const binary = `containerd-shim-fresh${pair}-v1`;
    writeShim(join(directories.outside, binary));
    for (const side of ['floor', 'ours']) {
      const inside = join(directories[side], binary);
      const outside = join(directories.outside, binary);
      times[side].push(await timeRename(outside, inside, heard[side].next(...words(side, binary, 'create'))));
      times[side].push(await timeRename(inside, outside, heard[side].next(...words(side, binary, 'destroy'))));
    }
  }
  return times;
}

/** What shows that the change has arrived; the C reader knows names only. */
function words(side, binary, action) {
  return side === 'floor' ? [binary] : [binary, `"action":"${action}"`];
}

/** One rename at a time, at no particular phase of the verify tick. */
async function timeRename(from, to, arrival) {
  await pause(5 + Math.random() * 20);
  const begin = process.hrtime.bigint();
  renameSync(from, to);
  return Number((await arrival) - begin) / 1e6;
}

function rows({ floor, ours }) {
  const p99 = percentile(ours, 0.99);
  return [
    { what: 'median', unit: 'ms', floor: median(floor), ours: median(ours), ...atMost(median(ours), 'ms', 1.5, 0.7) },
    { what: '99th percentile', unit: 'ms', floor: percentile(floor, 0.99), ours: p99, ...atMost(p99, 'ms', 20) },
  ];
}
