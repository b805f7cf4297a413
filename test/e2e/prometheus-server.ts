import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { prometheusDirectory } from '../deploy/queries.ts';
import { endChild } from './service.ts';

/** One series of an answer. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** A running Prometheus; it ends with the test. */
export interface Prometheus {
  /** Where it listens. */
  readonly url: string;
  /** The answer to a query about a moment, in seconds since 1970; now if there is none. */
  query(query: string, time?: number): Promise<readonly Series[]>;
  /** Names of the alerts that fire, with the instance each is about. */
  firing(): Promise<readonly string[]>;
  readonly log: () => string;
}

/** Starts Debian's Prometheus with the rules that are shipped, in a hurry: scraped often, and alerts wait for nothing. */
export async function startPrometheus(targets: readonly string[]): Promise<Prometheus> {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-prometheus-'));
  const rules = readFileSync(join(prometheusDirectory, 'shimdex.rules.yml'), 'utf8');
  writeFileSync(join(directory, 'rules.yml'), rules.replace(/^( +for:) .*$/gm, '$1 0s'));
  writeFileSync(join(directory, 'prometheus.yml'), configuration(targets));
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  onTestFinished(async () => {
    await endChild(child, 'SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });
  const url = await vi.waitFor(
    async () => {
      const [, address] = /msg="Listening on" address=(\S+)/.exec(log) ?? [];
      const { ok } = await fetch(`http://${address}/-/ready`);
      if (!ok) throw new Error('Not ready yet');
      return `http://${address}`;
    },
    { timeout: 20_000, interval: 50 },
  );
  const base = `${url}/api/v1`;
  return {
    url,
    query: async (query, time) => {
      const moment: Readonly<Record<string, string>> = time === undefined ? {} : { time: String(time) };
      const answer = await ask<{ result: readonly Series[] }>(`${base}/query`, { query, ...moment });
      return answer.result;
    },
    firing: async () => {
      const { alerts } = await ask<{ alerts: readonly { state: string; labels: Record<string, string> }[] }>(
        `${base}/alerts`,
      );
      return alerts
        .filter(({ state }) => state === 'firing')
        .map(({ labels }) => `${labels['alertname']} ${labels['instance']}`)
        .sort();
    },
    log: () => log,
  };
}

async function ask<T>(url: string, form: Readonly<Record<string, string>> = {}): Promise<T> {
  const response = await fetch(`${url}?${new URLSearchParams(form)}`);
  const answer = (await response.json()) as { status: string; data: T; error?: string };
  if (answer.status !== 'success') throw new Error(answer.error ?? 'Prometheus gave no answer');
  return answer.data;
}

function configuration(targets: readonly string[]): string {
  return JSON.stringify({
    // A host that does not answer in time is silent, and a busy machine needs its time. The interval cannot be shorter.
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '200ms' },
    rule_files: ['rules.yml'],
    scrape_configs: [{ job_name: 'shimdex', static_configs: [{ targets }] }],
  });
}
