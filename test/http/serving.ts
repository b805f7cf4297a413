import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type App, type AppOptions, createApp } from '../../src/http/app.ts';
import { type Listeners, openListeners } from '../../src/http/server/listeners.ts';
import { createLog, type Log } from '../../src/log.ts';
import type { ChangeSet, TimedChangeSet } from '../../src/model/inventory/change.ts';
import type { Inventory } from '../../src/model/inventory/inventory.ts';
import type { InventoryReader } from '../../src/model/inventory/inventory-reader.ts';
import type { Resolution } from '../../src/model/resolution.ts';
import type { Question } from '../../src/model/resolver.ts';
import type { ListenAddress } from '../../src/settings/settings.ts';
import { inventory } from '../builders.ts';

/** A reader whose inventory the test sets; the history is what was shown. */
export class ShownInventory implements InventoryReader {
  readonly boot = 'boot';
  readonly #listeners = new Set<(set: ChangeSet, inventory: Inventory) => void>();
  readonly #history: ChangeSet[] = [];
  #current: Inventory | undefined;

  current(): Inventory | undefined {
    return this.#current;
  }

  changes(): readonly TimedChangeSet[] {
    return this.#history.map((set) => ({ ...set, time: '2024-01-01T00:00:00.000Z' })).reverse();
  }

  since(revision: number): readonly ChangeSet[] | undefined {
    const missed = this.#history.filter((set) => set.revision > revision);
    return missed[0]?.revision === revision + 1 ? missed : undefined;
  }

  subscribe(listener: (set: ChangeSet, inventory: Inventory) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Publishes `given` under the next revision. */
  show(given: Partial<Inventory> = {}, changes: ChangeSet['changes'] = []): Inventory {
    const before = this.#current;
    const next = inventory({ ...given, revision: (before?.revision ?? 0) + 1 });
    const set = { revision: next.revision, changes };
    if (before !== undefined) this.#history.push(set);
    this.#current = next;
    for (const listener of this.#listeners) listener(set, next);
    return next;
  }

  /** How many listen for publications. */
  get listeners(): number {
    return this.#listeners.size;
  }
}

/** A resolution that finds nothing, but for what is given. */
export function resolution(given: Partial<Resolution> & Pick<Resolution, 'name'>): Resolution {
  return {
    client: 'docker',
    verdict: 'not-installed',
    permitted: true,
    available: false,
    attempts: [],
    aliases: [],
    advice: [],
    ...given,
  };
}

/** Resolves a name against the inventory that is shown. */
export type Resolve = (question: Question, current: Inventory) => Resolution;

/** A running service. */
export interface Served {
  readonly app: App;
  readonly reader: ShownInventory;
  readonly listeners: Listeners;
  readonly port: number;
  readonly logged: () => readonly Record<string, unknown>[];
}

/** Starts the service on a free port; it stops with the test. */
export async function serve({
  resolve = ({ name, client }) => resolution({ name, client }),
  ...given
}: Partial<Omit<AppOptions, 'resolve'>> & {
  resolve?: Resolve;
  addresses?: readonly ListenAddress[];
  inventory?: Partial<Inventory> | 'none';
  closingMs?: number;
  mostConnections?: number;
} = {}): Promise<Served> {
  const reader = new ShownInventory();
  const { log, logged } = recordingLog();
  const app = createApp({
    reader,
    log,
    version: '0.0.0',
    allowedHosts: [],
    resolve: (question) => {
      const current = reader.current();
      return current && { resolution: resolve(question, current), findings: [], inventory: current };
    },
    ...given,
  });
  if (given.inventory !== 'none') reader.show(given.inventory ?? {});
  const addresses = given.addresses ?? [{ kind: 'tcp', host: '127.0.0.1', port: 0, api: 'all' }];
  const listeners = await openListeners({
    app,
    log,
    addresses,
    insecureListen: false,
    closingMs: given.closingMs ?? 50,
    mostConnections: given.mostConnections,
  });
  onTestFinished(() => listeners.close());
  return { app, reader, listeners, port: Number(listeners.addresses[0]?.split(':').at(-1)), logged };
}

/** A log, and what was said in it. */
export function recordingLog(): { log: Log; logged: () => readonly Record<string, unknown>[] } {
  const lines: string[] = [];
  const log = createLog('trace', { write: (line) => lines.push(line) });
  return { log, logged: () => lines.map((line) => JSON.parse(line)) };
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

/** What a request has besides its path. */
export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Asks a port or the socket of that path; nothing is decoded, followed or kept. */
export function ask(where: number | string, path: string, { body, ...asking }: Asking = {}): Promise<Answer> {
  const address = typeof where === 'number' ? { host: '127.0.0.1', port: where } : { socketPath: where };
  return new Promise((resolve, reject) => {
    const asked = request({ ...address, ...asking, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
      });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

/** The JSON of an answer. */
export async function askJson(where: number | string, path: string, asking?: Asking) {
  const answer = await ask(where, path, asking);
  return { ...answer, json: JSON.parse(answer.text) as Record<string, unknown> };
}

/** A directory that goes with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'shimdex-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
