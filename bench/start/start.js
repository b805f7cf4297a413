import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { atMostTimes } from '../goals.js';
import { withScratch } from '../scratch.js';
import { isolatedOptions, program, residentMib, statusOf } from '../server.js';
import { writeShim } from '../shim-file.js';
import { median } from '../statistics.js';

export const goal =
  'a bare node:http server: time from spawn to the first answer with the inventory ≤ 1.8 ×, resident memory when ready ≤ 1.40 ×';

const rounds = 15;
const bare = join(import.meta.dirname, '..', 'floor', 'http-server.js');
/** Both have done by then what they do after their start. */
const settleMs = 2000;

/** Starts the two alternately, on a host with twelve shims. */
export async function run() {
  return withScratch(async (scratch) => {
    const socketPath = join(scratch, 'socket');
    const body = join(scratch, 'body.json');
    writeFileSync(body, '{"runtimes":[]}');
    const options = isolatedOptions(scratch, [scratch]);
    for (let index = 0; index < 12; index++) writeShim(join(scratch, `containerd-shim-present${index}-v1`));
    const commands = {
      floor: [bare, socketPath, '200', '{"content-type":"application/json; charset=utf-8"}', body],
      ours: [program, 'serve', `--listen=unix:${socketPath}`, '--log-level=error', ...options],
    };
    const ms = { floor: [], ours: [] };
    const mib = { floor: [], ours: [] };
    for (let round = 0; round < rounds; round++) {
      for (const [name, command] of Object.entries(commands)) {
        const started = await start(command, socketPath);
        ms[name].push(started.ms);
        mib[name].push(started.mib);
      }
    }
    return [row('spawn to first answer', 'ms', ms, 1.8, 1.3), row('resident memory', 'MiB', mib, 1.4, 1.2)];
  });
}

function row(what, unit, rounds, goal, dream) {
  const [floor, ours] = [median(rounds.floor), median(rounds.ours)];
  return { what, unit, floor, ours, ...atMostTimes(ours, floor, goal, dream), rounds };
}

async function start(command, socketPath) {
  rmSync(socketPath, { force: true });
  const begin = performance.now();
  const child = spawn(process.execPath, command, { stdio: 'ignore' });
  try {
    while ((await statusOf(socketPath, '/v1/runtimes')) !== 200) await pause(1);
    const ms = performance.now() - begin;
    await pause(settleMs);
    return { ms, mib: residentMib(child.pid) };
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
