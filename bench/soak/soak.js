import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { hashSync } from 'bcryptjs';
import { freePort } from '../free-port.js';
import { withScratch } from '../scratch.js';
import { seededNumbers } from '../seeded-numbers.js';
import { isolatedOptions, startServer } from '../server.js';
import { writeShim } from '../shim-file.js';
import { Changes } from './changes.js';
import { abortEverywhere, exchange, floodPasswords, pipeline, request, right, slowly } from './clients.js';
import { Listeners } from './listeners.js';
import { Measurements } from './measurements.js';

const settleMs = 60_000;
const population = { reading: 900, silent: 100 };
const slowClients = 100;
const floods = 8;

/**
 * A service under a change every 50 ms and under clients of every kind, for so many seconds; gives the figures.
 *
 * At the end the changes stop, and what is served is compared with what a new process finds.
 */
export function soak(seconds, seed) {
  return withScratch(async (scratch) => {
    for (const name of ['a', 'b']) mkdirSync(join(scratch, name));
    writeShim(join(scratch, 'outside'));
    const users = `basic_auth_users:\n  tom: ${hashSync('right', 4)}\n`;
    writeFileSync(join(scratch, 'web.yml'), users);
    const places = ['a', 'b'].map((name) => join(scratch, name));
    const options = [...isolatedOptions(scratch, places), '--docker-socket=none', '--containerd-socket=none'];
    const port = await freePort();
    const guarded = [`--listen=127.0.0.1:${port}`, `--web-config=${join(scratch, 'web.yml')}`];
    const server = await startServer(scratch, [...options, ...guarded, '--rescan=10']);
    try {
      return await strain(server, { scratch, options, port, seconds, next: seededNumbers(seed) });
    } finally {
      await server.stop();
    }
  });
}

async function strain(server, { scratch, options, port, seconds, next }) {
  const path = server.socketPath;
  const tcp = { port, host: '127.0.0.1' };
  const measured = new Measurements(server.pid);
  const listeners = new Listeners(tcp, path, population);
  const changes = new Changes(scratch, next);
  const endsAt = performance.now() + 1000 * seconds;
  const isOver = () => performance.now() > endsAt;
  const floodsEnd = Promise.all(Array.from({ length: floods }, (_, flood) => floodPasswords(tcp, isOver, flood)));
  const work = [
    repeat(isOver, 10, async () => measured.count('pipelined', await pipeline(tcp, { connections: 200, each: 50 }))),
    repeat(isOver, 100, async () => measured.add('aborts', await abortEverywhere(path, next))),
    repeat(isOver, 1000, async () => measured.count('slow', await Promise.all(slowOnes(path)))),
    repeat(isOver, 200, async () => {
      const began = performance.now();
      measured.count('right', await exchange(tcp, request('/v1/runtimes', right)));
      measured.took(performance.now() - began);
    }),
    repeat(isOver, 1000, () => measured.sample()),
  ];
  await Promise.all(work);
  for (const statuses of await floodsEnd)
    for (const [status, times] of statuses) measured.count('wrong', [status], times);
  changes.stop();
  const isSettled = await settled(server, listeners, { scratch, options });
  listeners.stop();
  await until(() => measured.descriptors() <= measured.firstDescriptors + 8);
  return {
    seconds,
    changes: changes.count,
    revisions: await revisionOf(server),
    events: listeners.received,
    lostRevisions: listeners.lost,
    cutReaders: listeners.cutReaders,
    cutSilent: listeners.cutSilent,
    ...measured.figures(),
    isSettled,
  };
}

function slowOnes(path) {
  return Array.from({ length: slowClients }, () => slowly(path));
}

async function repeat(isOver, gapMs, work) {
  while (!isOver()) {
    await work();
    await pause(gapMs);
  }
}

/** Whether the service comes to serve what a new process finds, and every reader to have all of it. */
async function settled(server, listeners, { scratch, options }) {
  mkdirSync(join(scratch, 'fresh'));
  const fresh = await startServer(join(scratch, 'fresh'), options);
  try {
    const truth = await inventoryOf(fresh);
    const isTrue = async () => JSON.stringify(await inventoryOf(server)) === JSON.stringify(truth);
    return (await until(isTrue)) && (await until(async () => listeners.slowest === (await revisionOf(server))));
  } finally {
    await fresh.stop();
  }
}

async function until(isSo) {
  const deadline = performance.now() + settleMs;
  while (performance.now() < deadline) {
    if (await isSo()) return true;
    await pause(100);
  }
  return false;
}

async function revisionOf(server) {
  return JSON.parse((await server.get('/v1/inventory')).body).revision;
}

/** Without revisions, and without what is read of programs in the background. */
async function inventoryOf(server) {
  const { revision: _, ...facts } = JSON.parse((await server.get('/v1/inventory')).body);
  for (const shim of facts.shims) delete shim.file;
  for (const runtime of facts.runtimes) delete runtime.version;
  for (const program of facts.programs) delete program.file;
  return facts;
}
