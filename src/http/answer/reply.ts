import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { bakeHeaders } from './bake-headers.ts';

/** What stands on every answer, whatever it carries. Only the dashboard loosens the content policy. */
export const securityHeaders = bakeHeaders({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  crossOriginResourcePolicy: true,
  referrerPolicy: true,
  xContentTypeOptions: true,
});

/** Sends a whole answer; node leaves the body out for HEAD. Every answer but the event stream goes out here. */
export function reply(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: string | Buffer,
): void {
  response.writeHead(status, { ...securityHeaders, ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

/** Sends JSON that belongs to this one request: the disk was looked at, or something went wrong. */
export function replyUncached(
  response: ServerResponse,
  status: number,
  mediaType: string,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  const body = `${JSON.stringify(value)}\n`;
  reply(response, status, { 'Content-Type': mediaType, 'Cache-Control': 'no-store', ...headers }, body);
}
