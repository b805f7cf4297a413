import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { importBundled } from '../bundle.js';
import { timedRunner } from '../floor/timed-run.js';
import { atMostTimes } from '../goals.js';
import { withScratch } from '../scratch.js';
import { writeShim } from '../shim-file.js';
import { median } from '../statistics.js';

export const goal =
  'full scan of 100 directories × 3,000 files: wall time ≤ 0.60 ×, CPU ≤ 1.10 × find -H DIRS -maxdepth 1 -name';

const rounds = 15;
const warmUps = 2;
const files = 3_000;

/** Interleaves the scan inside this process with a find(1) of its own. */
export async function run() {
  return withScratch(async (scratch) => {
    const directories = Array.from({ length: 100 }, (_, number) => fill(join(scratch, `d${number}`)));
    const scan = await scanner(scratch, directories);
    const time = timedRunner(scratch);
    const find = ['find', '-H', ...directories, '-maxdepth', '1', '-name', 'containerd-shim-*'];
    const wall = { floor: [], ours: [] };
    const cpu = { floor: [], ours: [] };
    for (let round = -warmUps; round < rounds; round++) {
      const floor = time(find);
      const [begin, spent] = [performance.now(), process.cpuUsage()];
      await scan();
      const ours = { wallMs: performance.now() - begin, cpuMs: millisecondsOf(process.cpuUsage(spent)) };
      if (round < 0) continue;
      for (const [side, { wallMs, cpuMs }] of Object.entries({ floor, ours })) {
        wall[side].push(wallMs);
        cpu[side].push(cpuMs);
      }
    }
    return [row('wall time', wall, 0.6, 0.47), row('CPU', cpu, 1.1, 0.9)];
  });
}

/** One shim among the files, so that the scan finds something everywhere; hard links to it are made 50 times as fast. */
function fill(directory) {
  mkdirSync(directory);
  const shim = join(directory, 'containerd-shim-scan-v1');
  writeShim(shim);
  for (let number = 1; number < files; number++) linkSync(shim, join(directory, `tool-${number}`));
  return directory;
}

async function scanner(scratch, directories) {
  const { HostFiles, PlaceScanner } = await importBundled(
    "export { HostFiles } from './src/sources/host-files.ts';" +
      "export { PlaceScanner } from './src/sources/search-path/scan-places.ts';",
    scratch,
  );
  const places = directories.map((directory) => ({ directory, kind: 'path' }));
  const scanner = new PlaceScanner(new HostFiles('/'));
  return async () => {
    const found = await scanner.scan(places, { uid: 0, gid: 0, groups: [] }, { all: true });
    const shims = found.flatMap(({ entries }) => entries).length;
    if (shims !== directories.length) throw new Error(`The scan found ${shims} shims of ${directories.length}`);
  };
}

function millisecondsOf({ user, system }) {
  return (user + system) / 1000;
}

function row(what, rounds, goal, dream) {
  const [floor, ours] = [median(rounds.floor), median(rounds.ours)];
  return { what, unit: 'ms', floor, ours, ...atMostTimes(ours, floor, goal, dream), rounds };
}
