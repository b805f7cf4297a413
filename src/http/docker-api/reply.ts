import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProblemError } from '../answer/problem.ts';
import { reply, securityHeaders } from '../answer/reply.ts';

/** The path of the façade; a listener that serves only the façade puts it in front of every path. */
export const dockerRoot = '/docker';

/** Whether a request is for the façade. */
export function isForDocker({ url = '' }: IncomingMessage): boolean {
  return url.startsWith(dockerRoot) && /^[/?]?$/.test(url.slice(dockerRoot.length, dockerRoot.length + 1));
}

/** Sets the headers of every answer of an Engine, errors included. */
export function markAsDocker(response: ServerResponse, version: string, apiVersion: string): void {
  response.setHeader('Api-Version', apiVersion);
  response.setHeader('Docker-Experimental', 'false');
  response.setHeader('Ostype', 'linux');
  response.setHeader('Server', `shimdex/${version} (linux)`);
}

/** The Go client compares the type as a string, so it has no charset. */
const jsonHeaders = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } as const;

/** How long the rest of an ignored body may take to arrive, in milliseconds. */
const drainMs = 2_000;

/** Answers with JSON. */
export function replyDocker(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  reply(response, status, { ...jsonHeaders, ...headers }, body);
}

/** What dockerd says to a request that it has no route for. */
export function unknownPage(): ProblemError {
  return new ProblemError(404, 'page not found');
}

/**
 * Answers a request whose `Expect` is not understood. The server of dockerd does so itself, without a body and without the
 * headers of an Engine. Source: Go `net/http/server.go`, `sendExpectationFailed`.
 */
export function refuseExpectation(response: ServerResponse): void {
  reply(response, 417, { Connection: 'close' }, '');
}

/** The JSON of a problem, as the Engine has it. */
export function dockerProblemBody({ message }: ProblemError): Readonly<Record<string, unknown>> {
  return { message };
}

/**
 * Answers with `problem`, in the one shape that clients of the Engine unwrap.
 *
 * A client that is still sending (`docker load`) would report a closed connection instead of the answer, so the rest of
 * its body is read for a while. The gate closes the connection of every request with a body.
 */
export function replyDockerProblem(response: ServerResponse, problem: ProblemError): void {
  const { status, headers } = problem;
  const body = `${JSON.stringify(dockerProblemBody(problem))}\n`;
  if (response.getHeader('Connection') === 'close') {
    response.writeHead(status, {
      ...securityHeaders,
      ...jsonHeaders,
      ...headers,
      'Content-Length': Buffer.byteLength(body),
    });
    response.write(body);
    drain(response);
  } else {
    replyDocker(response, status, body, headers);
  }
}

function drain(response: ServerResponse): void {
  const finish = () => {
    clearTimeout(patience);
    response.end();
  };
  const patience = setTimeout(finish, drainMs);
  response.req.once('close', finish).once('end', finish).resume();
}
