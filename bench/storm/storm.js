import { execFile } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { compileFloor } from '../floor/compile.js';
import { startInotifyReader } from '../floor/inotify-reader.js';
import { Arrivals } from '../freshness/arrivals.js';
import { atMost, atMostTimes } from '../goals.js';
import { withScratch } from '../scratch.js';
import { cpuMs, isolatedOptions, startServer } from '../server.js';
import { writeShim } from '../shim-file.js';
import { median } from '../statistics.js';

export const goal =
  '3,000 unrelated packages at 1,000 per second: CPU ≤ 2.5 × a C inotify reader; a shim inside the storm is reported within 20 ms';

const rounds = 3;
const packages = 3_000;
const perSecond = 1_000;
const afterMs = 3_000;
const shimsInside = 5;

export async function run() {
  return withScratch(async (scratch) => {
    const storm = compileFloor('package-storm', scratch);
    const cpu = { floor: [], ours: [] };
    const latencies = [];
    for (let round = 0; round < rounds; round++) {
      cpu.floor.push(await floorRound(scratch, storm, round));
      const ours = await ourRound(scratch, storm, round);
      cpu.ours.push(ours.cpu);
      latencies.push(...ours.latencies);
    }
    return rows(cpu, Math.max(...latencies));
  });
}

async function floorRound(scratch, storm, round) {
  const directory = newDirectory(scratch, `floor-${round}`);
  const arrivals = new Arrivals();
  const reader = await startInotifyReader(scratch, directory, (name, time) => arrivals.tell(name, time));
  try {
    return (await weather(scratch, storm, directory, arrivals, () => cpuMs(reader.pid))).cpu;
  } finally {
    reader.stop();
  }
}

async function ourRound(scratch, storm, round) {
  const directory = newDirectory(scratch, `ours-${round}`);
  const server = await startServer(scratch, isolatedOptions(scratch, [directory]));
  const arrivals = new Arrivals();
  try {
    await server.listen((text, time) => arrivals.tell(text, time));
    // The second look of the start, after one second, is not the storm's, and neither is the first garbage collection.
    await pause(2_000);
    return await weather(scratch, storm, directory, arrivals, () => server.cpuMs());
  } finally {
    await server.stop();
  }
}

/** Runs the storm in `directory`, and renames shims into it at even distances. */
async function weather(scratch, storm, directory, arrivals, spent) {
  const before = spent();
  const passed = promisify(execFile)(storm, [directory, String(packages), String(perSecond)]);
  const latencies = [];
  for (let shim = 0; shim < shimsInside; shim++) {
    await pause((packages / perSecond / (shimsInside + 1)) * 1_000);
    latencies.push(await timeShim(scratch, directory, `containerd-shim-storm${shim}-v1`, arrivals));
  }
  await passed;
  await pause(afterMs);
  return { cpu: spent() - before, latencies };
}

async function timeShim(scratch, directory, binary, arrivals) {
  writeShim(join(scratch, binary));
  const arrival = arrivals.next(binary);
  const begin = process.hrtime.bigint();
  renameSync(join(scratch, binary), join(directory, binary));
  return Number((await arrival) - begin) / 1e6;
}

function newDirectory(scratch, name) {
  mkdirSync(join(scratch, name));
  return join(scratch, name);
}

function rows(cpu, slowest) {
  const [floor, ours] = [median(cpu.floor), median(cpu.ours)];
  return [
    { what: 'CPU', unit: 'ms', floor, ours, ...atMostTimes(ours, floor, 2.5, 1.5), rounds: cpu },
    { what: 'slowest shim inside the storm', unit: 'ms', ours: slowest, ...atMost(slowest, 'ms', 20) },
  ];
}
