import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { bakeHeaders } from './bake-headers.ts';

/** The headers of every answer. Only the dashboard relaxes the content policy. */
export const securityHeaders = bakeHeaders({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  crossOriginResourcePolicy: true,
  referrerPolicy: true,
  xContentTypeOptions: true,
});

/** Sends a whole answer; node omits the body for HEAD. Every answer except event streams is sent here. */
export function reply(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: string | Buffer,
): void {
  response.writeHead(status, { ...securityHeaders, ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

/** Sends JSON that is valid for this request only: it needed a look at the disk, or it failed. */
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
