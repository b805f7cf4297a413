import { timedRunner } from '../floor/timed-run.js';
import { withScratch } from '../scratch.js';
import { program } from '../server.js';
import { median } from '../statistics.js';

export const goal = '`shimdex list`: wall time ≤ 3 × `node -e 0`';

const rounds = 15;

/** Interleaves the command with an empty node program. */
export async function run() {
  return withScratch(async (scratch) => {
    const time = timedRunner(scratch);
    const wall = { floor: [], ours: [] };
    for (let round = 0; round < rounds; round++) {
      wall.floor.push(time([process.execPath, '-e', '0']).wallMs);
      wall.ours.push(time([process.execPath, program, 'list']).wallMs);
    }
    const [floor, ours] = [median(wall.floor), median(wall.ours)];
    return [
      {
        what: 'wall time',
        unit: 'ms',
        floor,
        ours,
        goal: 'ratio ≤ 3',
        met: ours <= 3 * floor,
        rounds: wall,
      },
    ];
  });
}
