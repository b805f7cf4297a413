import { timedRunner } from '../floor/timed-run.js';
import { atMostTimes } from '../goals.js';
import { withScratch } from '../scratch.js';
import { program } from '../server.js';
import { median } from '../statistics.js';

export const goal = '`shimdex list` and `shimdex resolve NAME`: wall time ≤ 2.0 × `node -e 0`';

const rounds = 15;

/** Interleaves the command with an empty node program. */
export async function run() {
  return withScratch(async (scratch) => {
    const time = timedRunner(scratch);
    const empty = [];
    const wall = { list: [], resolve: [] };
    for (let round = 0; round < rounds; round++) {
      empty.push(time([process.execPath, '-e', '0']).wallMs);
      wall.list.push(time([process.execPath, program, 'list']).wallMs);
      wall.resolve.push(time([process.execPath, program, 'resolve', 'io.containerd.runc.v2']).wallMs);
    }
    return Object.entries(wall).map(([what, ms]) => row(what, empty, ms));
  });
}

function row(what, empty, ms) {
  const [floor, ours] = [median(empty), median(ms)];
  return { what, unit: 'ms', floor, ours, ...atMostTimes(ours, floor, 2, 1.5), rounds: { floor: empty, ours: ms } };
}
