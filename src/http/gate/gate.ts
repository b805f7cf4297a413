import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProblemError } from '../answer/problem.ts';
import type { Guard } from './guard.ts';
import { type Arrival, createHostCheck } from './host-check.ts';

/** What is behind the gate: it answers requests, and words its refusals itself. */
export interface Backend {
  answer(request: IncomingMessage, response: ServerResponse): void;
  refuse(response: ServerResponse, problem: ProblemError): void;
}

/** Lets a request through to `backend`, or has it refused there. */
type Gate = (request: IncomingMessage, response: ServerResponse, unix: boolean, backend: Backend) => void;

const byUnixSocket: Arrival = { unix: true };

/**
 * Checks every request before its backend sees it: a wrong host name, a malformed request or one that the guard rejects
 * is refused. Unix sockets are protected by their file permissions.
 */
export function createGate(allowedHosts: readonly string[], guard?: Guard): Gate {
  const isAllowed = createHostCheck(allowedHosts);
  return (request, response, unix, backend) => {
    if (!unix) guard?.dress(response);
    const problem = objection(request, isAllowed, unix);
    if (hasBody(request)) response.setHeader('Connection', 'close');
    if (problem !== undefined) backend.refuse(response, problem);
    else if (guard === undefined || unix) backend.answer(request, response);
    else admit(guard, backend, request, response);
  };
}

/** A password that was verified before is accepted at once; another one takes a while. */
function admit(guard: Guard, backend: Backend, request: IncomingMessage, response: ServerResponse): void {
  const decide = (problem: ProblemError | undefined) => {
    if (problem === undefined) backend.answer(request, response);
    else backend.refuse(response, problem);
  };
  const verdict = guard.admit(request);
  if (verdict instanceof Promise) verdict.then(decide, () => response.destroy());
  else decide(verdict);
}

function objection(
  request: IncomingMessage,
  isAllowed: (host: string | undefined, arrival: Arrival) => boolean,
  unix: boolean,
): ProblemError | undefined {
  const { host } = request.headers;
  if (host === undefined && request.httpVersion !== '1.0') return new ProblemError(400, noHost);
  if (isRepeated(request, 'host')) return new ProblemError(400, 'Cannot read two Host headers: send one');
  const arrival = unix ? byUnixSocket : { unix, localAddress: request.socket.localAddress };
  if (!isAllowed(host, arrival)) return wrongHost(host);
  if (!isOriginForm(request.url)) {
    return new ProblemError(400, 'Cannot read the request target: write a path that begins with "/", percent-encoded');
  }
  if (hasBody(request) && isRead(request)) {
    return new ProblemError(413, `Cannot take a body with ${request.method}: ask without one`);
  }
  if (expectsMore(request)) {
    return new ProblemError(417, 'Cannot meet what "Expect" asks for: send the request without this header');
  }
  return undefined;
}

const noHost = 'Cannot answer without a Host header: send one, such as "Host: localhost"';

/** Node keeps the first header of a name; a proxy in front may have checked the last. Names are at the even places. */
function isRepeated({ rawHeaders }: IncomingMessage, name: string): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.length === name.length && rawHeaders[at]?.toLowerCase() === name) count += 1;
  }
  return count > 1;
}

/**
 * The message helps the administrator of this name, and reveals nothing to a page that rebound its name. A header may
 * have characters that mean something to a shell, so only a plain name is part of the option.
 */
function wrongHost(host = ''): ProblemError {
  if (host === '') return new ProblemError(403, noHost);
  const [, name = 'NAME'] = /^([a-z0-9][a-z0-9.-]*)(?::\d*)?$/i.exec(host) ?? [];
  return new ProblemError(403, `Host "${host}" is not allowed: start shimdex with --allowed-host ${name}`);
}

function isOriginForm(url: string | undefined): boolean {
  return url !== undefined && /^\/[\x21-\x7e]*$/.test(url);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** Since HTTP/1.1, a server may not ignore what it does not know. Node takes the same texts for `100-continue`. */
function expectsMore({ headers, httpVersion }: IncomingMessage): boolean {
  if (headers.expect === undefined || httpVersion === '1.0') return false;
  return !/(?:^|\W)100-continue(?:$|\W)/i.test(headers.expect);
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}
