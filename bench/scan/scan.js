import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { importBundled } from '../bundle.js';
import { timedRunner } from '../floor/timed-run.js';
import { withScratch } from '../scratch.js';
import { writeShim } from '../shim-file.js';
import { median } from '../statistics.js';

export const goal = 'full scan of 100 directories × 3,000 files: wall time ≤ 0.70 × find -H DIRS -maxdepth 1 -name';

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
    for (let round = -warmUps; round < rounds; round++) {
      const floor = time(find).wallMs;
      const begin = performance.now();
      await scan();
      const ours = performance.now() - begin;
      if (round >= 0) {
        wall.floor.push(floor);
        wall.ours.push(ours);
      }
    }
    return rows(wall);
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

function rows({ floor, ours }) {
  const ratio = median(ours) / median(floor);
  return [
    {
      what: 'wall time',
      unit: 'ms',
      floor: median(floor),
      ours: median(ours),
      goal: 'ratio ≤ 0.70',
      met: ratio <= 0.7,
      rounds: { floor, ours },
    },
  ];
}
