import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { compileFloor } from '../floor/compile.js';
import { atMostTimes } from '../goals.js';
import { withScratch } from '../scratch.js';
import { isolatedOptions, startServer } from '../server.js';
import { writeShim } from '../shim-file.js';
import { median } from '../statistics.js';

export const goal =
  'rename(2) of a shim to the bytes of the event at the last of 1,000 clients: ≤ 2.2 × a C server with the same bytes';

const counts = [1, 10, 100, 1000];
const changes = 30;

/** Both servers have as many clients, all of them in this process, and change alternately. */
export async function run() {
  return withScratch(async (scratch) => {
    const [floor, ours] = [await floorServer(scratch), await ourServer(scratch)];
    try {
      const points = [];
      for (const clients of counts) points.push(await measure(scratch, { floor, ours }, clients));
      return points.map(row);
    } finally {
      await floor.stop();
      await ours.stop();
    }
  });
}

async function floorServer(scratch) {
  const [directory, socketPath] = [join(scratch, 'floor'), join(scratch, 'floor.sock')];
  mkdirSync(directory);
  // As long as the frame of a new shim.
  const child = spawn(compileFloor('event-server', scratch), [directory, socketPath, '1100'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return server(directory, socketPath, async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
}

async function ourServer(scratch) {
  const directory = join(scratch, 'ours');
  mkdirSync(directory);
  const started = await startServer(scratch, isolatedOptions(scratch, [directory]));
  await started.settled();
  return server(directory, started.socketPath, () => started.stop());
}

/** A server, and the clients that listen to it. */
function server(directory, socketPath, end) {
  const sockets = [];
  let received = () => undefined;
  return {
    directory,
    async connect(count) {
      while (sockets.length < count) {
        const socket = await patientConnection(socketPath);
        socket.setEncoding('latin1');
        socket.on('data', (text) => received(socket, text));
        socket.write('GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
        sockets.push(socket);
      }
    },
    /** Settles with the time at which the last client received a name. */
    lastToReceive(name) {
      const waiting = new Set(sockets);
      return new Promise((resolve) => {
        received = (socket, text) => {
          if (text.includes(name) && waiting.delete(socket) && waiting.size === 0) resolve(process.hrtime.bigint());
        };
      });
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await end();
    },
  };
}

/** The kernel refuses a connection while too many others wait to be accepted. */
async function patientConnection(socketPath) {
  for (;;) {
    const socket = connect(socketPath);
    const [error] = await Promise.race([once(socket, 'connect'), once(socket, 'error')]).catch((error) => [error]);
    if (error === undefined) return socket;
    if (error.code !== 'EAGAIN') throw error;
    await pause(5);
  }
}

async function measure(scratch, servers, clients) {
  const times = { floor: [], ours: [] };
  for (const each of Object.values(servers)) await each.connect(clients);
  await pause(2000);
  for (let change = 0; change < changes; change++) {
    for (const [name, { directory, lastToReceive }] of Object.entries(servers)) {
      const binary = `containerd-shim-c${clients}n${change}-v1`;
      writeShim(join(scratch, binary));
      await pause(30 + Math.random() * 20);
      const last = lastToReceive(binary);
      const begin = process.hrtime.bigint();
      renameSync(join(scratch, binary), join(directory, binary));
      times[name].push(Number((await last) - begin) / 1e6);
    }
  }
  return { clients, floor: median(times.floor), ours: median(times.ours) };
}

function row({ clients, floor, ours }) {
  const what = `last of ${clients} clients`;
  const isGoal = clients === counts.at(-1);
  return {
    what,
    unit: 'ms',
    floor,
    ours,
    point: { plot: 'clients', x: clients, y: ours },
    ...(isGoal ? atMostTimes(ours, floor, 2.2, 1.4) : {}),
  };
}
