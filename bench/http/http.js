import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { atMostTimes } from '../goals.js';
import { withScratch } from '../scratch.js';
import { cpuMs, isolatedOptions, startServer, statusOf } from '../server.js';
import { writeShim } from '../shim-file.js';
import { median } from '../statistics.js';

export const goal =
  'requests a CPU second: /v1/runtimes, its 304 and its gzip twin ≥ 0.90 × a bare node:http server with the same bytes; /v1/resolve of an unknown name ≤ 3 × the CPU of a known one, with 1,440 shims';

const rounds = 9;
const requests = 4000;
const connections = 32;
const questions = 100;

export async function run() {
  return withScratch(async (scratch) => [
    ...(await runtimes(join(scratch, 'few'))),
    await resolve(join(scratch, 'many')),
  ]);
}

/** The two answer alternately, each to many requests on 32 connections. */
async function runtimes(scratch) {
  const ours = await serve(scratch, 12);
  const floors = [];
  try {
    const { headers: sent } = await ours.get('/v1/runtimes');
    const cases = [
      { what: '/v1/runtimes', headers: {} },
      { what: '304', headers: { 'if-none-match': sent.etag } },
      { what: 'gzip', headers: { 'accept-encoding': 'gzip' } },
    ];
    const rows = [];
    for (const { what, headers } of cases) {
      const floor = await bareServer(scratch, await ours.get('/v1/runtimes', headers));
      floors.push(floor);
      const cpu = { floor: [], ours: [] };
      for (let round = -1; round < rounds; round++) {
        for (const [name, server] of [
          ['floor', floor],
          ['ours', ours],
        ]) {
          const before = cpuMs(server.pid);
          await ask(server.socketPath, '/v1/runtimes', headers);
          if (round >= 0) cpu[name].push(((cpuMs(server.pid) - before) * 1000) / requests);
        }
      }
      const [least, own] = [median(cpu.floor), median(cpu.ours)];
      rows.push({
        what,
        unit: 'µs',
        floor: least,
        ours: own,
        ...atMostTimes(own, least, 1.11, 1.03),
        rounds: cpu,
      });
    }
    return rows;
  } finally {
    await ours.stop();
    for (const { child } of floors) child.kill('SIGKILL');
  }
}

async function resolve(scratch) {
  const server = await serve(scratch, 1440);
  try {
    const cpu = { floor: [], ours: [] };
    for (let round = -1; round < rounds; round++) {
      for (const [name, asked] of [
        ['floor', 'io.containerd.present7.v1'],
        ['ours', 'io.containerd.nobodys.v1'],
      ]) {
        const before = cpuMs(server.pid);
        for (let count = 0; count < questions; count++) await server.get(`/v1/resolve?name=${asked}`);
        if (round >= 0) cpu[name].push((cpuMs(server.pid) - before) / questions);
      }
    }
    const [known, unknown] = [median(cpu.floor), median(cpu.ours)];
    return {
      what: '/v1/resolve, unknown against known',
      unit: 'ms',
      floor: known,
      ours: unknown,
      ...atMostTimes(unknown, known, 3, 1.5),
      rounds: cpu,
    };
  } finally {
    await server.stop();
  }
}

/** A service on a host with so many shims, after it has read them. */
async function serve(scratch, shims) {
  const place = join(scratch, 'place');
  mkdirSync(place, { recursive: true });
  for (let index = 0; index < shims; index++) writeShim(join(place, `containerd-shim-present${index}-v1`));
  const server = await startServer(scratch, isolatedOptions(scratch, [place]));
  await server.settled();
  return server;
}

/** A server that sends the same status, headers and body; Node adds the headers of the connection itself. */
async function bareServer(scratch, { status, headers, bytes }) {
  const name = join(scratch, `bare${Math.random()}`);
  writeFileSync(`${name}.body`, bytes);
  const { date, connection, 'keep-alive': keepAlive, ...others } = headers;
  const script = join(import.meta.dirname, '..', 'floor', 'http-server.js');
  const args = [`${name}.sock`, String(status), JSON.stringify(others), `${name}.body`];
  const child = spawn(process.execPath, [script, ...args], { stdio: 'ignore' });
  const socketPath = `${name}.sock`;
  while ((await statusOf(socketPath, '/')) === undefined) await pause(5);
  return { child, pid: child.pid, socketPath };
}

/** All requests of one round, each connection one after the other. */
async function ask(socketPath, path, headers) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const options = { socketPath, path, agent, headers: { host: 'localhost', ...headers } };
  const one = () =>
    new Promise((resolve, reject) => {
      get(options, (response) => {
        response.resume();
        response.on('end', resolve);
      }).on('error', reject);
    });
  const connection = async () => {
    for (let count = 0; count < requests / connections; count++) await one();
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
}
