import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2';
import type { Socket } from 'node:net';
import { errnoText } from '../../core/go/errno-text.ts';
import { errnoOf } from '../errno.ts';
import { framed, statusText, unframed } from './frame.ts';

/** A unary question to a gRPC service; `method` is as in `/package.Service/Method`. */
export interface GrpcCall {
  readonly method: string;
  readonly request: Uint8Array;
}

/** The result of a call: a message, a status of gRPC with its text, no server, or a failure. */
export type GrpcAnswer =
  | { readonly kind: 'message'; readonly message: Uint8Array }
  | { readonly kind: 'status'; readonly code: number; readonly text: string }
  | { readonly kind: 'absent' | 'denied' | 'failed'; readonly message: string };

/** Limits of all calls together. */
export interface GrpcLimits {
  /** From the connection to the last byte. */
  readonly deadlineMs: number;
  /** Longest body of one answer. */
  readonly bytes: number;
  /** Ends them early. */
  readonly signal: AbortSignal;
}

/** The status of a service or a method that the server does not have. Source: `google/rpc/code.proto`. */
export const unimplemented = 12;

/**
 * Calls methods of a gRPC server at a unix socket of this machine, over one connection that is closed afterwards. Each
 * call has its own answer, in the order of the calls. Never throws and never holds more than `limits.bytes` for each call,
 * because any program may be listening there.
 */
export async function callGrpc(
  socketPath: string,
  calls: readonly GrpcCall[],
  limits: GrpcLimits,
): Promise<readonly GrpcAnswer[]> {
  const [{ connect: openSession }, { connect: openSocket }] = await Promise.all([
    import('node:http2'),
    import('node:net'),
  ]);
  if (limits.signal.aborted) return calls.map(() => notToTheEnd);
  const socket = openSocket(socketPath);
  const session = openSession('http://localhost', {
    createConnection: () => socket,
    settings: { enablePush: false },
    maxSessionMemory: 16,
    maxHeaderListPairs: 64,
  });
  return await exchange(session, socket, calls, limits);
}

async function exchange(
  session: ClientHttp2Session,
  socket: Socket,
  calls: readonly GrpcCall[],
  { deadlineMs, bytes, signal }: GrpcLimits,
): Promise<readonly GrpcAnswer[]> {
  const ends: ((answer: GrpcAnswer) => void)[] = [];
  const endAll = (answer: GrpcAnswer) => {
    for (const end of ends) end(answer);
  };
  const abort = () => endAll(notToTheEnd);
  const timer = setTimeout(() => endAll(failed(`did not answer within ${deadlineMs / 1000} s`)), deadlineMs);
  signal.addEventListener('abort', abort, { once: true });
  // Ending a session reports errors to both: the listeners stay.
  for (const each of [session, socket]) each.on('error', (error) => endAll(connectionFailure(error)));
  session.on('close', () => endAll(cutOff));
  const pending = calls.map(
    (call) =>
      new Promise<GrpcAnswer>((resolve) => {
        ends.push(resolve);
        ask(session, call, bytes, resolve);
      }),
  );
  try {
    return await Promise.all(pending);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    session.destroy();
    socket.destroy();
  }
}

/** containerd sends 16 kilobytes at a time; each piece takes at least some hundred bytes of memory. */
const maxPieces = 4096;

function ask(
  session: ClientHttp2Session,
  { method, request }: GrpcCall,
  limit: number,
  finish: (answer: GrpcAnswer) => void,
): void {
  const stream = session.request({
    ':method': 'POST',
    ':path': method,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const end = (answer: GrpcAnswer) => {
    finish(answer);
    stream.destroy();
  };
  let received: IncomingHttpHeaders = {};
  const parts: Buffer[] = [];
  let length = 0;
  stream.on('error', (error) => end(connectionFailure(error)));
  // An error comes in the headers, without a body; otherwise the status follows the body.
  stream.on('response', (headers) => {
    received = { ...headers };
    if (headers[':status'] !== 200) end(failed(`answered with the status ${headers[':status']}`));
  });
  stream.on('trailers', (headers) => {
    received = { ...received, ...headers };
  });
  stream.on('data', (part: Buffer) => {
    length += part.length;
    if (length > limit) end(failed(`answered with more than ${limit / 1024} KiB`));
    else if (parts.push(part) > maxPieces) end(failed(`answered in more than ${maxPieces} pieces`));
  });
  stream.on('close', () => finish(answerOf(received, Buffer.concat(parts, length))));
  stream.end(framed(request));
}

function answerOf(headers: IncomingHttpHeaders, body: Buffer): GrpcAnswer {
  const code = headers['grpc-status'];
  if (code === undefined) return cutOff;
  if (typeof code !== 'string' || !/^\d{1,9}$/.test(code)) return failed('does not speak gRPC');
  const text = headers['grpc-message'];
  if (code !== '0') {
    return { kind: 'status', code: Number(code), text: typeof text === 'string' ? statusText(text) : '' };
  }
  const message = unframed(body);
  return message === undefined ? failed('does not speak gRPC') : { kind: 'message', message };
}

function connectionFailure(error: Error): GrpcAnswer {
  const errno = errnoOf(error);
  if (errno === 'ENOENT' || errno === 'ECONNREFUSED') return { kind: 'absent', message: 'is not listening' };
  if (errno === 'EACCES' || errno === 'EPERM')
    return { kind: 'denied', message: `cannot be reached: ${errnoText(errno)}` };
  if (errno === 'ECONNRESET' || errno === 'EPIPE') return cutOff;
  // Errors of node:http2 are about what the other side sends.
  if (errno === 'EINVAL') return failed('does not speak HTTP/2');
  return failed(`cannot be reached: ${errnoText(errno)}`);
}

function failed(message: string): GrpcAnswer {
  return { kind: 'failed', message };
}

const cutOff = failed('ended in the middle of its answer');
const notToTheEnd = failed('was not asked to the end');
