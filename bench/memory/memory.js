import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { atMost } from '../goals.js';
import { withScratch } from '../scratch.js';
import { isolatedOptions, startServer } from '../server.js';
import { writeShim } from '../shim-file.js';

export const goal =
  'memory in use after 450,000 requests and 100,000 changes: at most 5 MiB more than after the first tenth';

const requests = 450_000;
const changes = 100_000;
/** The first tenth fills buffers and compiles code. */
const parts = 10;
/** What follows from the last change is done by then. */
const settleMs = 3000;
const collects = ['--expose-gc', '--require', join(import.meta.dirname, 'collect.cjs')];
const mib = 1024 ** 2;

export async function run() {
  return withScratch(async (scratch) => {
    const place = join(scratch, 'place');
    for (const directory of [place, join(scratch, 'outside')]) mkdirSync(directory);
    for (let index = 0; index < 12; index++) writeShim(join(place, `containerd-shim-present${index}-v1`));
    const file = join(scratch, 'in-use');
    process.env.SHIMDEX_BENCH_MEMORY = file;
    const server = await startServer(scratch, isolatedOptions(scratch, [place]), collects);
    try {
      await server.listen(() => undefined);
      const load = () => Promise.all([ask(server.socketPath, requests / parts), change(scratch, changes / parts)]);
      await load();
      const before = await inUse(server, file);
      for (let part = 1; part < parts; part++) await load();
      const grown = (await inUse(server, file)) - before;
      return [{ what: 'growth', unit: 'MiB', ours: grown, ...atMost(grown, 'MiB', 5, 2) }];
    } finally {
      await server.stop();
    }
  });
}

/** Memory in use, in MiB. What is resident depends on when V8 returns memory, so two moments of that do not compare. */
async function inUse(server, file) {
  await pause(settleMs);
  rmSync(file, { force: true });
  process.kill(server.pid, 'SIGUSR2');
  while (!existsSync(file)) await pause(10);
  return Number(readFileSync(file, 'utf8')) / mib;
}

/** Asks on one connection, a hundred requests at a time. */
function ask(socketPath, count) {
  const request = 'GET /v1/runtimes HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const [batch, answer] = [100, 'HTTP/1.1 200 OK'];
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let [sent, answered, end] = [0, 0, ''];
    const send = () => {
      sent += batch;
      socket.write(request.repeat(batch));
    };
    socket.setEncoding('latin1').on('error', reject);
    socket.on('data', (text) => {
      answered += (end + text).split(answer).length - 1;
      // An answer may begin in one part and continue in the next.
      end = text.slice(1 - answer.length);
      if (answered < sent) return;
      if (sent < count) return send();
      socket.destroy();
      resolve();
    });
    send();
  });
}

/** Renames a shim in and out, one rename a millisecond or two. */
async function change(scratch, count) {
  const [outside, inside] = ['outside', 'place'].map((directory) =>
    join(scratch, directory, 'containerd-shim-moves-v1'),
  );
  writeShim(outside);
  for (let done = 0; done < count; done += 2) {
    renameSync(outside, inside);
    await pause(1);
    renameSync(inside, outside);
    await pause(1);
  }
}
