import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { errnoOf } from '../errno.ts';

/** What came back: a body, nobody there, or a failure told in words of ours. */
export type EngineAnswer =
  | { readonly kind: 'body'; readonly bytes: Buffer }
  | { readonly kind: 'absent' | 'failed'; readonly message: string };

/** How long and how much is listened to. */
export interface EngineLimits {
  /** From the connection to the last byte. */
  readonly deadlineMs: number;
  readonly bytes: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/**
 * Asks what listens on a unix socket of this machine one question over HTTP. Never throws, and never holds more than
 * `limits.bytes`: what listens there may be anything.
 */
export async function askEngine(socketPath: string, path: string, limits: EngineLimits): Promise<EngineAnswer> {
  const request = await open(socketPath, path);
  return await new Promise((resolve) => {
    const finish = (answer: EngineAnswer) => {
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', abort);
      request.destroy();
      resolve(answer);
    };
    const abort = () => finish(failed('was asked no further'));
    const timer = setTimeout(
      () => finish(failed(`gave no whole answer within ${limits.deadlineMs / 1000} s`)),
      limits.deadlineMs,
    );
    limits.signal.addEventListener('abort', abort, { once: true });
    // Destroying the request reports an error to it: the listener stays.
    request.on('error', (error) => finish(connectionFailure(error)));
    // No Engine says "continue" to whoever sends nothing, or changes the protocol; one that did would keep us busy.
    const refuse = ({ statusCode }: { readonly statusCode?: number | undefined }) =>
      finish(failed(`answered with the status ${statusCode}`));
    request.on('information', refuse);
    request.on('upgrade', refuse);
    request.on('response', (response) => collect(response, limits.bytes, finish));
    request.end();
    if (limits.signal.aborted) abort();
  });
}

/** dockerd sends four kilobytes at a time; each piece costs as much memory as some hundred bytes, however small it is. */
const maxPieces = 16_384;

function collect(response: IncomingMessage, limit: number, finish: (answer: EngineAnswer) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  response.on('error', (error) => finish(connectionFailure(error)));
  response.on('close', () => finish(failed('ended in the middle of its answer')));
  if (response.statusCode !== 200) {
    finish(failed(`answered with the status ${response.statusCode}`));
    return;
  }
  response.on('data', (part: Buffer) => {
    length += part.length;
    if (length > limit) finish(failed(`answered with more than ${limit / 1024} KiB`));
    else if (parts.push(part) > maxPieces) finish(failed(`answered in more than ${maxPieces} pieces`));
  });
  response.on('end', () => {
    if (response.complete) finish({ kind: 'body', bytes: Buffer.concat(parts, length) });
  });
}

/** Who listens to the Engine's events. */
export interface EventListener {
  /** Something happened. What it was is not looked at: it is a reason to ask, no more. */
  readonly onEvent: () => void;
  readonly signal: AbortSignal;
}

/** Time an Engine has to accept that somebody listens; dockerd does so at once. */
const acceptMs = 5000;

/** Nothing more is taken for so long after something happened: one that pours must not keep us busy. */
const quietMs = 250;

/** Listens to events until they end; true when the Engine had accepted that somebody listens. Never rejects. */
export async function listenToEngine(socketPath: string, path: string, listener: EventListener): Promise<boolean> {
  const request = await open(socketPath, path);
  return await new Promise((resolve) => {
    let accepted = false;
    let quiet: NodeJS.Timeout | undefined;
    const finish = () => {
      clearTimeout(timer);
      clearTimeout(quiet);
      listener.signal.removeEventListener('abort', finish);
      request.destroy();
      resolve(accepted);
    };
    const timer = setTimeout(finish, acceptMs);
    listener.signal.addEventListener('abort', finish, { once: true });
    request.on('error', finish);
    request.on('information', finish);
    request.on('upgrade', finish);
    request.on('response', (response) => {
      clearTimeout(timer);
      response.on('error', finish);
      response.on('close', finish);
      accepted = response.statusCode === 200;
      if (!accepted) finish();
      response.on('data', () => {
        response.pause();
        quiet = setTimeout(() => response.resume(), quietMs);
        listener.onEvent();
      });
    });
    request.end();
    if (listener.signal.aborted) finish();
  });
}

/** The HTTP client is loaded once there is somebody to ask: commands that are run in loops start without it. */
async function open(socketPath: string, path: string): Promise<ClientRequest> {
  const { request } = await import('node:http');
  const options: RequestOptions = { socketPath, path, agent: false, headers: { host: 'docker', connection: 'close' } };
  return request(options);
}

function connectionFailure(error: Error): EngineAnswer {
  const errno = errnoOf(error);
  if (errno === 'ENOENT' || errno === 'ECONNREFUSED') return { kind: 'absent', message: 'has nobody who listens' };
  if (errno.startsWith('HPE_')) return failed('does not speak HTTP');
  if (errno === 'ECONNRESET') return failed('ended in the middle of its answer');
  return failed(`cannot be asked: ${errno}`);
}

function failed(message: string): EngineAnswer {
  return { kind: 'failed', message };
}
