import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { importBundled } from '../bundle.js';
import { atMost, atMostTimes } from '../goals.js';
import { withScratch } from '../scratch.js';
import { median } from '../statistics.js';
import { Containers } from './host.js';

export const goal =
  '500 containers: CPU time of a first look at what runs ≤ 3 × a bare readdir and readFile of the same files; of each look at the host ≤ 15 ms more than without containers';

const containers = 500;
const rounds = 9;
const bundleFiles = ['shim-binary-path', 'bootstrap.json', 'runtime', 'options.json', 'init.pid'];
/** How far a look goes; see src/discovery/scope.ts. One with `all` is made once a minute. */
const scopes = ['touched', 'shims', 'sources'];

/** Interleaves looks with the bare reading of the files that a first look needs. */
export async function run() {
  return withScratch(async (scratch) => {
    const modules = await importBundled(
      `export { HostFiles } from './src/sources/host-files.ts';
      export { Running } from './src/sources/running/running.ts';
      export { Looker } from './src/discovery/look/looker.ts';
      export { Observer } from './src/discovery/look/observe.ts';
      export { Engine } from './src/sources/engine/engine.ts';
      export { ContainerdSocket } from './src/sources/containerd-socket/containerd-socket.ts';
      export { parseObserveSettings } from './src/settings/parse.ts';
      export { observeOptions } from './src/settings/options.ts';
      export { gatherOptions } from './src/settings/given-options.ts';`,
      scratch,
    );
    const host = new Containers(scratch);
    try {
      const without = await looksAt(host, modules, 0);
      for (let number = 0; number < containers; number++) await host.start(`c${number}`);
      const withContainers = await looksAt(host, modules, containers);
      return [
        ...(await measure(host, modules)),
        ...scopes.map((scope) => more(scope, without[scope], withContainers[scope])),
      ];
    } finally {
      host.stop();
    }
  });
}

/** CPU time of looks of a warm process, by how far they go. */
async function looksAt({ address, directory }, modules, expected) {
  const { HostFiles, Looker, Observer, Engine, ContainerdSocket, observeOptions, gatherOptions, parseObserveSettings } =
    modules;
  const config = join(directory, 'config.toml');
  writeFileSync(config, `version = 2\nstate = "${directory}"\n[grpc]\naddress = "${address}"\n`);
  const environment = { SHIMDEX_CONTAINERD_ADDRESS: address, SHIMDEX_CONTAINERD_CONFIG: config };
  const settings = parseObserveSettings(gatherOptions(observeOptions, new Map(), environment));
  const files = new HostFiles('/');
  const engine = new Engine({ files, onChange: () => {}, deadlineMs: 500 });
  const socket = new ContainerdSocket({ files, onChange: () => {}, deadlineMs: 500 });
  const looker = new Looker(new Observer(files, settings, { engine, socket }, 500), files, settings);
  const times = Object.fromEntries(scopes.map((scope) => [scope, []]));
  try {
    const { facts } = await looker.look('all');
    if (facts.processes.length !== expected) throw new Error(`The look found ${facts.processes.length} shims`);
    // Processes that are new are looked at again.
    await setTimeout(4000);
    for (const scope of scopes) {
      for (let round = -10; round < 15; round++) {
        const began = process.cpuUsage();
        await looker.look(scope, new Map());
        if (round >= 0) times[scope].push(timeSince(began));
      }
    }
  } finally {
    await Promise.all([engine.stop(), socket.stop()]);
  }
  return times;
}

async function measure(host, { HostFiles, Running }) {
  const { address, directory: stateDirectory } = host;
  const question = {
    address,
    stateDirectory,
    dockerRoots: [],
    ociRoots: [join(stateDirectory, 'runc')],
    containerd: 1,
  };
  const times = { floor: [], first: [], full: [], change: [] };
  const warm = new Running(new HostFiles('/'));
  warm.read(question, true);
  for (let round = 0; round < rounds; round++) {
    times.floor.push(timeOf(() => readBare(host)));
    times.first.push(timeOf(() => expectAll(new Running(new HostFiles('/')).read(question, true), round)));
    times.full.push(timeOf(() => expectAll(warm.read(question, true), round)));
    await host.start(`one-more-${round}`);
    times.change.push(timeOf(() => expectAll(warm.read(question, false), round + 1)));
  }
  return rows(times);
}

/** CPU time in ms: the looks do not wait, and other programs on the machine count less. */
function timeOf(work) {
  const began = process.cpuUsage();
  work();
  return timeSince(began);
}

function timeSince(began) {
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

function rows({ floor, first, full, change }) {
  const row = (what, ours, limit) => {
    const figures = { what, unit: 'ms', floor: median(floor), ours: median(ours), rounds: { floor, ours } };
    return { ...figures, ...atMostTimes(figures.ours, figures.floor, limit) };
  };
  return [
    row('first look', first, 3),
    row('look that trusts nothing', full, 1),
    row('look after one more container', change, 0.5),
  ];
}

function more(scope, without, ours) {
  const figures = { unit: 'ms', floor: median(without), ours: median(ours), rounds: { floor: without, ours } };
  return { what: `whole look, "${scope}"`, ...figures, ...atMost(figures.ours - figures.floor, 'ms more', 15) };
}
