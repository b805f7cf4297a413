import { join } from 'node:path';
import { timedRunner } from '../floor/timed-run.js';
import { withScratch } from '../scratch.js';
import { program } from '../server.js';
import { median } from '../statistics.js';

export const goal =
  'the plugin of the docker CLI: metadata ≤ 2 × `sh -c :`, advice below a failed command ≤ 150 ms and ≤ 3.5 × `node -e 0`';

const rounds = 15;
const script = join(program, '..', 'docker-shimdex');
const request = {
  RootCmd: 'run',
  Flags: { runtime: '' },
  CommandError: 'docker: Error response from daemon: unknown or invalid runtime name: kata',
};

/** Interleaves what docker asks of the plugin with an empty program of the same kind. */
export async function run() {
  return withScratch(async (scratch) => {
    const time = timedRunner(scratch);
    const hook = [script, 'shimdex', 'docker-cli-plugin-hooks', JSON.stringify(request)];
    return [
      rowOf('metadata', time, ['/bin/sh', '-c', ':'], [script, 'docker-cli-plugin-metadata'], { ratio: 2 }),
      rowOf('advice', time, [process.execPath, '-e', '0'], hook, { ratio: 3.5, limitMs: 150 }),
    ];
  });
}

function rowOf(what, time, empty, command, { ratio, limitMs = Number.POSITIVE_INFINITY }) {
  const wall = { floor: [], ours: [] };
  for (let round = 0; round < rounds; round++) {
    wall.floor.push(time(empty).wallMs);
    wall.ours.push(time(command).wallMs);
  }
  const [floor, ours] = [median(wall.floor), median(wall.ours)];
  const limit = Number.isFinite(limitMs) ? ` and ≤ ${limitMs} ms` : '';
  return {
    what: `${what}, wall time`,
    unit: 'ms',
    floor,
    ours,
    goal: `ratio ≤ ${ratio}${limit}`,
    met: ours <= ratio * floor && ours <= limitMs,
    rounds: wall,
  };
}
