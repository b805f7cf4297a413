import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Server } from 'node:tls';
import type { ReloadedFile } from '../../../config-files/reloaded-file.ts';
import type { Log } from '../../../log.ts';
import { notNow, ProblemError } from '../../answer/problem.ts';
import type { Guard } from '../guard.ts';
import type { WebConfig } from './load-web-config.ts';
import { PasswordCheck, type Verdict } from './password-check.ts';
import { type RateLimit, RateLimiter } from './rate-limiter.ts';
import { createTlsServer, type LoadedTls } from './tls-server.ts';
import { isProtective, openWebConfigFile } from './web-config-file.ts';

/** Guards the listeners as a web configuration file says; throws a `UsageError` when the file is invalid. */
export function openWebGuard(file: string, log: Log): Guard {
  return new WebGuard(openWebConfigFile(file, log), log);
}

class WebGuard implements Guard {
  readonly #file: ReloadedFile<WebConfig>;
  readonly #log: Log;
  readonly #passwords = new PasswordCheck();
  #limiter: { readonly limit: RateLimit; readonly bucket: RateLimiter } | undefined;
  readonly tls: boolean;
  readonly protective: boolean;

  constructor(file: ReloadedFile<WebConfig>, log: Log) {
    this.#file = file;
    this.#log = log;
    const config = file.current();
    this.tls = config.tls !== undefined;
    this.protective = isProtective(config);
  }

  connect(serve: (socket: Socket) => void): (raw: Socket) => void {
    let made: { readonly of: LoadedTls; readonly server: Server } | undefined;
    return (raw) => {
      const { tls } = this.#file.current();
      if (tls === undefined) return void serve(raw);
      // A new configuration gets its own server, which does not resume a session of an earlier one.
      if (made?.of !== tls) made = { of: tls, server: createTlsServer(tls, serve, this.#log) };
      made.server.emit('connection', raw);
    };
  }

  dress(response: ServerResponse): void {
    const { headers } = this.#file.current();
    if (Object.keys(headers).length === 0) return;
    const writeHead = response.writeHead.bind(response) as (
      status: number,
      headers: OutgoingHttpHeaders,
    ) => ServerResponse;
    response.writeHead = ((status: number, own: OutgoingHttpHeaders = {}) =>
      writeHead(status, { ...own, ...headers })) as ServerResponse['writeHead'];
  }

  admit(request: IncomingMessage): ProblemError | undefined | Promise<ProblemError | undefined> {
    const config = this.#file.current();
    if (!this.#bucketOf(config).take(performance.now())) return tooMany();
    if (config.users.size === 0) return undefined;
    const verdict = this.#passwords.check(request.headers.authorization, config.users);
    if (typeof verdict === 'string') return problemOf(verdict);
    return verdict.then((decided) => {
      if (decided === 'refused') this.#log.warn({ peer: request.socket.remoteAddress }, 'wrong user or password');
      return problemOf(decided);
    });
  }

  #bucketOf({ rateLimit }: WebConfig): RateLimiter {
    const known = this.#limiter;
    const { intervalMs, burst } = rateLimit;
    if (known?.limit.intervalMs === intervalMs && known.limit.burst === burst) return known.bucket;
    const bucket = new RateLimiter(rateLimit, performance.now());
    this.#limiter = { limit: rateLimit, bucket };
    return bucket;
  }
}

function problemOf(verdict: Verdict): ProblemError | undefined {
  switch (verdict) {
    case 'welcome':
      return undefined;
    case 'busy':
      return notNow('Too many passwords are being checked; ask again in a second');
    case 'refused':
      return new ProblemError(
        401,
        'Cannot answer without a user and password: send them by HTTP basic authentication',
        {},
        { 'WWW-Authenticate': 'Basic realm="shimdex", charset="UTF-8"' },
      );
  }
}

function tooMany(): ProblemError {
  return new ProblemError(429, 'Cannot answer so many requests: ask again in a second', {}, { 'Retry-After': '1' });
}
