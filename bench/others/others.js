import { withScratch } from '../scratch.js';
import { median } from '../statistics.js';
import { withMachine } from './machine.js';

export const goal =
  'shimdex next to node_exporter (start, memory, scrape) and to `docker info` of a real dockerd (command, HTTP), all on one Debian 13; without a goal';

/** The other program has the place of the floor: it answers other questions, so the ratio is not a goal. */
export async function run() {
  const figures = await withScratch((scratch) => withMachine(scratch));
  return figures.map(({ what, unit, rounds }) => ({
    what,
    unit,
    floor: median(rounds.floor),
    ours: median(rounds.ours),
    rounds,
  }));
}
