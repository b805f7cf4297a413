import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { errnoText } from '../../core/go/errno-text.ts';
import { errnoOf } from '../errno.ts';

/** The result of a question: a body, no Engine, or a failure. */
export type EngineAnswer =
  | { readonly kind: 'body'; readonly bytes: Buffer }
  | { readonly kind: 'absent' | 'failed'; readonly message: string };

/** Limits of one question. */
interface EngineLimits {
  /** From the connection to the last byte. */
  readonly deadlineMs: number;
  readonly bytes: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/**
 * Sends one GET request over a unix socket of this machine. Never throws and never holds more than `limits.bytes`, because
 * any program may be listening there.
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
    const abort = () => finish(failed('was not asked to the end'));
    const timer = setTimeout(
      () => finish(failed(`did not answer completely within ${limits.deadlineMs / 1000} s`)),
      limits.deadlineMs,
    );
    limits.signal.addEventListener('abort', abort, { once: true });
    // Destroying the request reports an error to it: the listener stays.
    request.on('error', (error) => finish(connectionFailure(error)));
    // A real Engine sends neither "100 Continue" nor a protocol upgrade here; accepting them would keep the request open.
    const refuse = ({ statusCode }: { readonly statusCode?: number | undefined }) =>
      finish(failed(`answered with the status ${statusCode}`));
    request.on('information', refuse);
    request.on('upgrade', refuse);
    request.on('response', (response) => collect(response, limits.bytes, finish));
    request.end();
    if (limits.signal.aborted) abort();
  });
}

/** dockerd sends four kilobytes at a time; each piece takes at least some hundred bytes of memory. */
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

/** Receives the Engine's events. */
interface EventListener {
  /** Called for each event. Its content is ignored: it only is a reason to ask. */
  readonly onEvent: () => void;
  readonly signal: AbortSignal;
}

/** Longest time until an Engine accepts a listener; dockerd does so at once. */
const acceptMs = 5000;

/** Pause in reading after each event, so that a flood of events costs little. */
const quietMs = 250;

/** Listens to events until they end. Resolves to whether the Engine accepted the listener; never rejects. */
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

/** Loads the HTTP client only when it is needed, so that short commands start faster. */
async function open(socketPath: string, path: string): Promise<ClientRequest> {
  const [{ request }, { connect }] = await Promise.all([import('node:http'), import('node:net')]);
  // An agent finds out whether the host is an IPv6 address, which takes V8 some milliseconds the first time.
  const createConnection = () => connect(socketPath);
  const options: RequestOptions = { createConnection, path, headers: { host: 'docker', connection: 'close' } };
  return request(options);
}

function connectionFailure(error: Error): EngineAnswer {
  const errno = errnoOf(error);
  if (errno === 'ENOENT' || errno === 'ECONNREFUSED') return { kind: 'absent', message: 'is not listening' };
  if (errno.startsWith('HPE_')) return failed('does not speak HTTP');
  if (errno === 'ECONNRESET') return failed('ended in the middle of its answer');
  return failed(`cannot be reached: ${errnoText(errno)}`);
}

function failed(message: string): EngineAnswer {
  return { kind: 'failed', message };
}
