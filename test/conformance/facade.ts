import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import { openListeners } from '../../src/http/server/listeners.ts';
import type { EngineView } from '../../src/model/docker/engine-view.ts';
import type { Inventory } from '../../src/model/inventory/inventory.ts';
import { recordingLog, resolution, ShownInventory, temporaryDirectory } from '../http/serving.ts';

/** A running façade, and what it was asked. */
export interface Facade {
  readonly reader: ShownInventory;
  readonly port: number;
  /** A port with the façade alone, at its root. */
  readonly rootPort: number;
  readonly socket: string;
  /** Addresses as `docker -H` takes them: below `/docker` over TCP, at the root of the socket. */
  readonly hosts: readonly [tcp: string, unix: string];
  /** Requests since the last call, without the façade's root: `GET /v1.50/info`. */
  readonly asked: () => readonly string[];
  /** Begins to stop: event streams end. */
  readonly end: () => void;
}

/** Serves all over TCP and the façade alone on a socket; it stops with the test. */
export async function serveFacade(inventory: Partial<Inventory>, engine?: EngineView): Promise<Facade> {
  const reader = new ShownInventory();
  const shown = reader.show(inventory);
  const { log } = recordingLog();
  const requests: string[] = [];
  const app = createApp({
    reader,
    log,
    version: '0.0.0',
    allowedHosts: [],
    resolve: ({ name, client }) => ({ resolution: resolution({ name, client }), findings: [], inventory: shown }),
    ...(engine === undefined ? {} : { engine }),
  });
  const handle: typeof app.handle = (request, response, unix) => {
    requests.push(`${request.method} ${request.url?.replace(/^\/docker/, '')}`);
    app.handle(request, response, unix);
  };
  const socket = join(temporaryDirectory(), 'd.sock');
  const listeners = await openListeners({
    app: { ...app, handle },
    addresses: [
      { kind: 'tcp', host: '127.0.0.1', port: 0, api: 'all' },
      { kind: 'unix', path: socket, api: 'docker' },
      { kind: 'tcp', host: '127.0.0.1', port: 0, api: 'docker' },
    ],
    insecureListen: false,
    log,
    closingMs: 50,
  });
  onTestFinished(() => listeners.close());
  const portOf = (index: number) => Number(listeners.addresses[index]?.split(':').at(-1));
  const port = portOf(0);
  const hosts = [`tcp://127.0.0.1:${port}/docker`, `unix://${socket}`] as const;
  return { reader, port, rootPort: portOf(2), socket, hosts, asked: () => requests.splice(0), end: () => app.end() };
}
