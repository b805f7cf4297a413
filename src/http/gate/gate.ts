import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ProblemError, replyProblem } from '../answer/problem.ts';
import type { Guard } from './guard.ts';
import { type Arrival, createHostCheck } from './host-check.ts';

/**
 * Stands before the router on every request, however hot: what comes in by a wrong name, malformed or against the
 * guard's will goes no further. Unix sockets are guarded by who may open them.
 */
export function createGate(
  allowedHosts: readonly string[],
  behind: RequestListener,
  guard?: Guard,
): (request: IncomingMessage, response: ServerResponse, unix: boolean) => void {
  const isAllowed = createHostCheck(allowedHosts);
  return (request, response, unix) => {
    if (!unix) guard?.dress(response);
    const problem = objection(request, isAllowed, unix);
    if (hasBody(request)) response.setHeader('Connection', 'close');
    if (problem !== undefined) replyProblem(response, problem);
    else if (guard === undefined || unix) behind(request, response);
    else admit(guard, behind, request, response);
  };
}

/** Passwords that were seen before are known at once; others take a while. */
function admit(guard: Guard, behind: RequestListener, request: IncomingMessage, response: ServerResponse): void {
  const decide = (problem: ProblemError | undefined) => {
    if (problem === undefined) behind(request, response);
    else replyProblem(response, problem);
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
  if (!isAllowed(host, { unix, localAddress: request.socket.localAddress })) return wrongHost(host);
  if (!isOriginForm(request.url)) {
    return new ProblemError(400, 'Cannot read the request target: write a path that begins with "/", percent-encoded');
  }
  if (hasBody(request) && isRead(request)) {
    return new ProblemError(413, `Cannot take a body with ${request.method}: ask without one`);
  }
  return undefined;
}

/** A wrong name must look wrong to whoever set it up, and tell a rebinding page nothing. */
function wrongHost(host: string | undefined): ProblemError {
  return new ProblemError(
    403,
    `Cannot answer to the Host "${host ?? ''}": start shimdex with --allowed-host NAME to have it answer to that name`,
  );
}

function isOriginForm(url: string | undefined): boolean {
  return url !== undefined && /^\/[\x21-\x7e]*$/.test(url);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}
