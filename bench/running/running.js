import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { importBundled } from '../bundle.js';
import { atMost, atMostTimes } from '../goals.js';
import { withScratch } from '../scratch.js';
import { median } from '../statistics.js';
import { Containers } from './host.js';

export const goal =
  '500 containers: CPU time of a first look at what runs ≤ 3 × a bare readdir and readFile of the same files, of a later look ≤ 15 ms more than without containers';

const containers = 500;
const rounds = 9;
const bundleFiles = ['shim-binary-path', 'bootstrap.json', 'runtime', 'options.json', 'init.pid'];

/** Interleaves looks with the bare reading of the files that a first look needs. */
export async function run() {
  return withScratch(async (scratch) => {
    const host = new Containers(scratch);
    try {
      for (let number = 0; number < containers; number++) await host.start(`c${number}`);
      return await measure(host, scratch);
    } finally {
      host.stop();
    }
  });
}

async function measure(host, scratch) {
  const { HostFiles, Running } = await importBundled(
    "export { HostFiles } from './src/sources/host-files.ts';" +
      "export { Running } from './src/sources/running/running.ts';",
    scratch,
  );
  const { address, directory: stateDirectory } = host;
  const question = {
    address,
    stateDirectory,
    dockerRoots: [],
    ociRoots: [join(stateDirectory, 'runc')],
    containerd: 1,
  };
  const times = { floor: [], first: [], full: [], none: [], same: [], change: [] };
  const files = new HostFiles('/');
  const warm = new Running(files);
  warm.read(question, true);
  const empty = new Running(files);
  const elsewhere = { ...question, stateDirectory: join(stateDirectory, 'empty'), ociRoots: [] };
  empty.read(elsewhere, true);
  for (let round = 0; round < rounds; round++) {
    times.floor.push(timeOf(() => readBare(host)));
    times.first.push(timeOf(() => expectAll(new Running(new HostFiles('/')).read(question, true), round)));
    times.full.push(timeOf(() => expectAll(warm.read(question, true), round)));
    times.none.push(timeOf(() => empty.read(elsewhere, false)));
    times.same.push(timeOf(() => expectAll(warm.read(question, false), round)));
    await host.start(`one-more-${round}`);
    times.change.push(timeOf(() => expectAll(warm.read(question, false), round + 1)));
  }
  return rows(times);
}

/** CPU time in ms: the looks do not wait, and other programs on the machine count less. */
function timeOf(work) {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

function expectAll({ facts }, added) {
  const known = facts.containers.filter(({ shimProcess, init }) => shimProcess === 'running' && init === 'running');
  if (known.length !== containers + added) throw new Error(`The look found ${known.length} containers`);
}

/** What a look must read at least: bundles, states, the command line and the program of each shim, and each first process. */
function readBare({ bundles, states, shims }) {
  readdirSync('/proc');
  readdirSync(states);
  for (const id of readdirSync(bundles)) {
    const bundle = join(bundles, id);
    readdirSync(bundle);
    const texts = bundleFiles.map((name) => readFileSync(join(bundle, name), 'utf8'));
    readFileSync(join(states, id, 'state.json'));
    readFileSync(`/proc/${texts.at(-1)}/stat`);
  }
  for (const pid of shims) {
    readFileSync(`/proc/${pid}/cmdline`);
    readFileSync(`/proc/${pid}/stat`);
    readlinkSync(`/proc/${pid}/exe`);
  }
}

function rows({ floor, first, full, none, same, change }) {
  const times = (what, ours, limit) => {
    const figures = { what, unit: 'ms', floor: median(floor), ours: median(ours), rounds: { floor, ours } };
    return { ...figures, ...atMostTimes(figures.ours, figures.floor, limit) };
  };
  const more = (what, ours) => {
    const figures = { what, unit: 'ms', floor: median(none), ours: median(ours), rounds: { floor: none, ours } };
    return { ...figures, ...atMost(figures.ours - figures.floor, 'ms more', 15) };
  };
  return [
    times('first look', first, 3),
    times('look that trusts nothing', full, 1),
    more('look when nothing moved', same),
    more('look after one more container', change),
  ];
}
