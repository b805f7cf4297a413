import { once } from 'node:events';
import { type ClientHttp2Stream, connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';

/** What a gRPC server answered: a message, or the status and its text. */
export type GrpcAnswer =
  | { readonly ok: true; readonly message: Uint8Array }
  | { readonly ok: false; readonly status: number; readonly text: string };

/** Calls a unary method of a gRPC server at a unix socket. `method` is as in `/package.Service/Method`. */
export async function callGrpc(socket: string, method: string, request: Uint8Array): Promise<GrpcAnswer> {
  const session = connect('http://localhost', { createConnection: () => connectSocket(socket) });
  const failed = once(session, 'error').then(([error]) => Promise.reject(error));
  try {
    return await Promise.race([failed, answerOf(session.request(headers(method)), framed(request))]);
  } finally {
    session.close();
  }
}

function headers(method: string): Record<string, string> {
  return { ':method': 'POST', ':path': method, 'content-type': 'application/grpc', te: 'trailers' };
}

/** A message is preceded by a byte for its compression, none, and its length. */
function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

async function answerOf(stream: ClientHttp2Stream, request: Buffer): Promise<GrpcAnswer> {
  const received: Record<string, unknown> = {};
  // An error comes in the headers, without a body; otherwise the status follows the body.
  for (const event of ['response', 'trailers']) stream.on(event, (fields) => Object.assign(received, fields));
  stream.end(request);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const status = Number(received['grpc-status']);
  if (status === 0) return { ok: true, message: Buffer.concat(chunks).subarray(5) };
  return { ok: false, status, text: decodeURIComponent(String(received['grpc-message'] ?? '')) };
}
