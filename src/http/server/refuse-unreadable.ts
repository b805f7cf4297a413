import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ListenAddress } from '../../settings/settings.ts';
import { ProblemError, problemBody } from '../answer/problem.ts';
import { securityHeaders } from '../answer/reply.ts';
import { dockerProblemBody, unknownPage } from '../docker-api/reply.ts';

/**
 * Answers what node's parser does not take, in the words of `api`, and closes the connection.
 *
 * Node's own answers have neither a body nor headers. The ones for the façade have no headers of an Engine: the server of
 * dockerd gives such answers itself, before the Engine sees the request (Go `net/http/server.go`, `serve`). Its text is only
 * the status, so here clients get a `message` that says what to do. A response that is being sent must not be interrupted, so nothing is
 * said then.
 */
export function refuseUnreadable(error: Error, socket: Duplex, api: ListenAddress['api']): void {
  if (!socket.writable || isAnswering(socket)) return void socket.destroy();
  socket.write(inWords(problemOf(error, api), api));
  (socket as Socket).destroySoon();
}

/** Node keeps the response that it sends now in a member that it does not document. */
function isAnswering(socket: Duplex & { readonly _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true;
}

function problemOf(error: Error & { readonly code?: string }, api: ListenAddress['api']): ProblemError {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ProblemError(431, 'Cannot read headers of more than 16 KiB: send shorter ones');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ProblemError(408, 'Cannot wait longer for the request: send its headers within 10 s');
    case 'HPE_INVALID_METHOD':
      return api === 'docker'
        ? unknownPage()
        : new ProblemError(405, 'Cannot read the method: use GET or HEAD', {}, { Allow: 'GET, HEAD' });
    default:
      return new ProblemError(400, 'Cannot read the request: it is not valid HTTP/1.1');
  }
}

function inWords(problem: ProblemError, api: ListenAddress['api']): string {
  const { status, headers } = problem;
  const body = `${JSON.stringify(api === 'docker' ? dockerProblemBody(problem) : problemBody(problem))}\n`;
  const all = {
    ...securityHeaders,
    'Content-Type': api === 'docker' ? 'application/json' : 'application/problem+json',
    'Cache-Control': 'no-store',
    ...headers,
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`;
}
