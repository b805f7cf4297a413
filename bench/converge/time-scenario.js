import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isolatedOptions, startServer } from '../server.js';

const pollMs = 5;
/** Longer than every limit: a picture that is right for a moment and then wrong again is not converged. */
const watchedMs = 500;

/** Milliseconds from the end of the scenario's operation until the answers of the server equal the disk, and stay so. */
export async function timeScenario(scenario, scratch, serveOptions, limitMs) {
  const path = ['a', 'b'].map((name) => join(scratch, name));
  for (const directory of path) mkdirSync(directory);
  scenario.prepare?.(scratch);
  const options = isolatedOptions(scratch, path);
  const server = await startServer(scratch, [...options, ...serveOptions]);
  try {
    // The operation comes at no particular phase of the verify tick.
    await pause(200 + Math.random() * 1_000);
    const before = await look(server);
    await scenario.operate(scratch, server);
    const pictures = await watch(server, limitMs + watchedMs);
    const truth = await freshLook(scratch, options);
    if (truth === before) throw new Error(`The scenario "${scenario.what}" changed nothing`);
    return converged(pictures, truth);
  } finally {
    await server.stop();
  }
}

async function watch(server, milliseconds) {
  const pictures = [];
  const begin = performance.now();
  while (performance.now() - begin < milliseconds) {
    const seen = await look(server);
    pictures.push({ afterMs: performance.now() - begin, seen });
    await pause(pollMs);
  }
  return pictures;
}

/** What a server that has never looked before sees. */
async function freshLook(scratch, options) {
  mkdirSync(join(scratch, 'fresh'));
  const server = await startServer(join(scratch, 'fresh'), options);
  try {
    return await look(server);
  } finally {
    await server.stop();
  }
}

/**
 * What a server serves at once; revisions count what each of them has published, and what the files of shims and programs
 * are follows in the background.
 */
async function look(server) {
  const { revision: _revision, ...facts } = JSON.parse((await server.get('/v1/inventory')).body);
  for (const each of [...facts.shims, ...facts.programs]) delete each.file;
  for (const runtime of facts.runtimes) delete runtime.version;
  return JSON.stringify(facts);
}

function converged(pictures, truth) {
  const lastWrong = pictures.findLastIndex(({ seen }) => seen !== truth);
  if (lastWrong === -1) return pictures[0].afterMs;
  return pictures[lastWrong + 1]?.afterMs ?? Number.POSITIVE_INFINITY;
}
