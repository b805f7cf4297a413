import { join } from 'node:path';
import { timedRunner } from '../floor/timed-run.js';
import { atMost, atMostTimes } from '../goals.js';
import { withScratch } from '../scratch.js';
import { program } from '../server.js';
import { median } from '../statistics.js';

export const goal = 'the plugin of the docker CLI: metadata ≤ 2 × `sh -c :`, advice below a failed command ≤ 150 ms';

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
      rowOf('metadata', time, ['/bin/sh', '-c', ':'], [script, 'docker-cli-plugin-metadata'], atMostTwice),
      rowOf('advice', time, [process.execPath, '-e', '0'], hook, within150Ms),
    ];
  });
}

function atMostTwice(ours, floor) {
  return atMostTimes(ours, floor, 2);
}

function within150Ms(ours) {
  return atMost(ours, 'ms', 150);
}

function rowOf(what, time, empty, command, judge) {
  const wall = { floor: [], ours: [] };
  for (let round = 0; round < rounds; round++) {
    wall.floor.push(time(empty).wallMs);
    wall.ours.push(time(command).wallMs);
  }
  const [floor, ours] = [median(wall.floor), median(wall.ours)];
  return {
    what: `${what}, wall time`,
    unit: 'ms',
    floor,
    ours,
    ...judge(ours, floor),
    rounds: wall,
  };
}
