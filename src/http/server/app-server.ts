import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ListenAddress } from '../../settings/settings.ts';
import type { App } from '../app.ts';
import { dockerRoot, isForDocker, refuseExpectation } from '../docker-api/reply.ts';
import type { Guard } from '../gate/guard.ts';
import { refuseUnreadable } from './refuse-unreadable.ts';

/**
 * Limits of one listener. The gate asks for a Host header, because node refuses a request without one and says nothing. A
 * name of 4,096 bytes, each percent-encoded, takes 12 KiB of the 16 that a header may have. `requestTimeout` limits how long
 * a request takes to arrive, not how long its answer may take; node checks it at an interval, 30 seconds by default.
 */
const limits = {
  requireHostHeader: false,
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 15_000,
} as const;

/**
 * If something else wakes the process up after `nextMs`, the check of slow requests runs with it, so that a service at rest
 * wakes up once for both. For this, the interval of the check begins now.
 *
 * Node keeps the timer under a symbol that it does not export. test/http/server/app-server.test.ts holds that; without the
 * timer, the check has a wake-up of its own.
 */
export function checkTogether(server: Server, nextMs: number): void {
  if (nextMs === limits.connectionsCheckingInterval) slowRequestCheck(server)?.refresh();
}

/** The timer of the check; undefined for a server that does not listen. */
export function slowRequestCheck(server: Server): NodeJS.Timeout | undefined {
  const key = Object.getOwnPropertySymbols(server).find(
    ({ description }) => description === 'http.server.connectionsCheckingInterval',
  );
  return key && (server as unknown as Record<symbol, NodeJS.Timeout | undefined>)[key];
}

/** A server of `app`, or of its façade alone, that does not listen yet. Requests wait until it is `ready`. */
export function createAppServer(app: App, api: ListenAddress['api'], guard?: Guard, ready?: Promise<void>): Server {
  let unix = false;
  let waiting = ready;
  void ready?.then(() => {
    waiting = undefined;
  });
  const server = createServer({ ...limits, ...app.classes });
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (waiting !== undefined) return void waiting.then(() => answer(request, response));
    if (api === 'docker') moveToFacade(request);
    app.handle(request, response, unix);
  };
  server.on('request', answer);
  // A client that asks whether to send a body gets the answer instead: no body is wanted.
  server.on('checkContinue', answer);
  server.on('checkExpectation', (request, response) =>
    api === 'docker' || isForDocker(request) ? refuseExpectation(response) : answer(request, response),
  );
  server.on('clientError', (error, socket) => refuseUnreadable(error, socket, api));
  if (guard?.tls) guardConnections(server, guard, () => unix);
  server.on('listening', () => {
    unix = !isInternet(server.address());
  });
  return server;
}

/**
 * Puts the guard between the connections of `server` and HTTP.
 *
 * An https server cannot change its client certificate rules while it runs. So this server stays plain, with its timeouts
 * and limits, and gets the decrypted connections of the guard (node's manual lets users emit "connection").
 */
function guardConnections(server: Server, guard: Guard, isUnix: () => boolean): void {
  const listeners = server.listeners('connection');
  const serve = (socket: Socket) => {
    for (const listener of listeners) listener.call(server, socket);
  };
  const connect = guard.connect(serve);
  server.removeAllListeners('connection');
  server.on('connection', (raw: Socket) => (isUnix() ? serve(raw) : connect(raw)));
}

/** Every path on such a listener is below the façade; a target that is not a path stays unchanged, and is refused. */
function moveToFacade(request: IncomingMessage): void {
  if (request.url?.startsWith('/')) request.url = `${dockerRoot}${request.url}`;
}

function isInternet(address: ReturnType<Server['address']>): boolean {
  return typeof address === 'object' && address !== null;
}
