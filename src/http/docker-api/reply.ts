import type { IncomingMessage, ServerResponse } from 'node:http';
import { reply, securityHeaders } from '../answer/reply.ts';

/** Where the façade stands; a listener that serves it alone puts this before every path. */
export const dockerRoot = '/docker';

/** Whether a request is for the façade. */
export function isForDocker({ url = '' }: IncomingMessage): boolean {
  return url.startsWith(dockerRoot) && /^[/?]?$/.test(url.slice(dockerRoot.length, dockerRoot.length + 1));
}

/** Puts on `response` what stands on every answer of an Engine, errors included. */
export function markAsDocker(response: ServerResponse, version: string, apiVersion: string): void {
  response.setHeader('Api-Version', apiVersion);
  response.setHeader('Docker-Experimental', 'false');
  response.setHeader('Ostype', 'linux');
  response.setHeader('Server', `shimdex/${version} (linux)`);
}

/** Whether `response` was marked: errors are told there as the Engine tells them. */
export function isDockerAnswer(response: ServerResponse): boolean {
  return response.hasHeader('Api-Version');
}

/** The Go client compares the type as a string, so it has no charset. */
const jsonHeaders = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } as const;

/** How long a body that nobody reads may go on coming in, in milliseconds. */
const hearOutMs = 2_000;

/** Answers with JSON. */
export function replyDocker(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  reply(response, status, { ...jsonHeaders, ...headers }, body);
}

/**
 * Answers with an error, in the one shape that clients of the Engine unwrap.
 *
 * Whoever is still sending (`docker load`) would take a connection that is closed meanwhile for the answer, so a body is
 * heard out, for a while. The gate closes the connection of every request with a body.
 */
export function replyDockerError(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>>,
): void {
  const body = `${JSON.stringify({ message })}\n`;
  if (response.getHeader('Connection') === 'close') {
    response.writeHead(status, {
      ...securityHeaders,
      ...jsonHeaders,
      ...headers,
      'Content-Length': Buffer.byteLength(body),
    });
    response.write(body);
    hearOut(response);
  } else {
    replyDocker(response, status, body, headers);
  }
}

function hearOut(response: ServerResponse): void {
  const finish = () => {
    clearTimeout(patience);
    response.end();
  };
  const patience = setTimeout(finish, hearOutMs);
  response.req.once('close', finish).once('end', finish).resume();
}
