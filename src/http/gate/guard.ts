import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ProblemError } from '../answer/problem.ts';

/** What a site requires of connections and requests by TCP; unix sockets are protected by their file permissions. */
export interface Guard {
  /** Connections are encrypted. */
  readonly tls: boolean;
  /** Encryption or passwords keep strangers out, so listening beyond loopback is allowed. */
  readonly protective: boolean;
  /** Returns a function for raw connections, which passes the accepted ones to `serve`, decrypted. */
  connect(serve: (socket: Socket) => void): (raw: Socket) => void;
  /** Sets the site's own headers on an answer. */
  dress(response: ServerResponse): void;
  /** The problem of a request that is refused; undefined when it may pass. */
  admit(request: IncomingMessage): ProblemError | undefined | Promise<ProblemError | undefined>;
}
