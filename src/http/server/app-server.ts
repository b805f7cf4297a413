import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ListenAddress } from '../../settings/settings.ts';
import type { App } from '../app.ts';
import { dockerRoot } from '../docker-api/reply.ts';
import type { Guard } from '../gate/guard.ts';

/**
 * Limits of one listener. A name of 4,096 bytes, each percent-encoded, takes 12 KiB of the 16 that a header may have;
 * `requestTimeout` bounds how long a request takes to arrive, not how long its answer may wait; node looks for those
 * that take longer at an interval, 30 seconds unless told.
 */
const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 15_000,
} as const;

/** Event streams and waiting requests hold a connection each. */
const maxConnections = 10_000;

/** A server of `app`, or of its façade alone, that listens nowhere yet. */
export function createAppServer(app: App, api: ListenAddress['api'], guard?: Guard): Server {
  let unix = false;
  const server = createServer({ ...limits, ...app.classes });
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (api === 'docker') moveToFacade(request);
    app.handle(request, response, unix);
  };
  server.maxConnections = maxConnections;
  server.on('request', answer);
  // Whoever asks whether a body is wanted gets the answer in its place: none is.
  server.on('checkContinue', answer);
  if (guard?.tls) guardConnections(server, guard, () => unix);
  server.on('listening', () => {
    unix = !isInternet(server.address());
  });
  return server;
}

/**
 * Puts the guard between the connections of `server` and HTTP.
 *
 * An https server cannot change what it asks of clients once it is there; so this one stays what it is, timeouts and
 * limits included, and is given what the guard decrypted ("connection" may be emitted by users, says node's manual).
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

/** Whatever is asked for on such a listener is below the façade; what is no path stays what it is, and is refused. */
function moveToFacade(request: IncomingMessage): void {
  if (request.url?.startsWith('/')) request.url = `${dockerRoot}${request.url}`;
}

function isInternet(address: ReturnType<Server['address']>): boolean {
  return typeof address === 'object' && address !== null;
}
