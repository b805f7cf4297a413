import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { App } from './app.ts';

/**
 * Limits of one listener. A name of 4,096 bytes, each percent-encoded, takes 12 KiB of the 16 that a header may have;
 * `requestTimeout` bounds how long a request takes to arrive, not how long its answer may wait.
 */
const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 15_000,
} as const;

/** Event streams and waiting requests hold a connection each. */
const maxConnections = 10_000;

/** A server of `app` that listens nowhere yet. */
export function createAppServer(app: App): Server {
  let unix = false;
  const server = createServer({ ...limits, ...app.classes });
  const answer = (request: IncomingMessage, response: ServerResponse) => app.handle(request, response, unix);
  server.maxConnections = maxConnections;
  server.on('request', answer);
  // Whoever asks whether a body is wanted gets the answer in its place: none is.
  server.on('checkContinue', answer);
  server.on('listening', () => {
    unix = !isInternet(server.address());
  });
  return server;
}

function isInternet(address: ReturnType<Server['address']>): boolean {
  return typeof address === 'object' && address !== null;
}
