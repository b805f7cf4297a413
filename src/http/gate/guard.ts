import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ProblemError } from '../answer/problem.ts';

/** What a site wants of connections and requests that come by TCP; unix sockets are guarded by who may open them. */
export interface Guard {
  /** Connections are encrypted. */
  readonly tls: boolean;
  /** Strangers are kept from listening in, or out: this may be reached from beyond loopback. */
  readonly protective: boolean;
  /** Makes what takes raw connections and gives `serve` those that may ask, decrypted. */
  connect(serve: (socket: Socket) => void): (raw: Socket) => void;
  /** Puts the site's own headers on an answer. */
  dress(response: ServerResponse): void;
  /** What stands against a request, if anything. */
  admit(request: IncomingMessage): ProblemError | undefined | Promise<ProblemError | undefined>;
}
