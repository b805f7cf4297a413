import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { askedAt, openMetricsOf } from './generated-fleet.js';

const run = promisify(execFile);

/** The rules as they are shipped. */
export const rules = join(import.meta.dirname, '..', '..', 'deploy', 'prometheus', 'shimdex.rules.yml');

const readyMs = 120_000;

/** Rules look back at most this far behind the moment that is asked about. */
const ruledSeconds = 900;

/** Writes a TSDB of `count` hosts below `scratch`, the recording rules of `deploy/` evaluated; gives its directory. */
export async function makeDatabase(scratch, count) {
  const page = join(scratch, 'fleet.om');
  const data = join(scratch, 'data');
  const ruled = join(scratch, 'ruled');
  mkdirSync(data);
  await pipeline(Readable.from(openMetricsOf(count)), createWriteStream(page));
  await run('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', page, data], { maxBuffer: 1 << 26 });
  rmSync(page);
  const prometheus = await startPrometheus(scratch, data);
  try {
    const [start, end] = [askedAt - ruledSeconds, askedAt].map(String);
    const span = [`--start=${start}`, `--end=${end}`, '--eval-interval=60s', `--output-dir=${ruled}`];
    await run('promtool', ['tsdb', 'create-blocks-from', 'rules', `--url=${prometheus.url}`, ...span, rules]);
  } finally {
    await prometheus.stop();
  }
  cpSync(ruled, data, { recursive: true });
  return data;
}

/** Starts a Prometheus that scrapes nobody, on a database that it keeps whatever its age. */
export async function startPrometheus(scratch, data) {
  const config = join(scratch, 'prometheus.yml');
  writeFileSync(config, '');
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      '--web.listen-address=127.0.0.1:0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log += text;
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const deadline = performance.now() + readyMs;
  while (performance.now() < deadline && child.exitCode === null) {
    const [, address] = /msg="Listening on" address=(\S+)/.exec(log) ?? [];
    const answer = address && (await fetch(`http://${address}/-/ready`).catch(() => undefined));
    if (answer?.ok) return { url: `http://${address}`, stop };
    await pause(50);
  }
  await stop();
  throw new Error(`Prometheus did not become ready: ${log.slice(-2000)}`);
}
