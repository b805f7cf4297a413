import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { defined } from '../../model/defined.ts';
import type { PrometheusAnswer } from '../../model/prometheus.ts';
import { errnoOf } from '../errno.ts';

/** A response that was received completely, or why there is none. */
export type Exchanged =
  | { readonly complete: true; readonly status: number; readonly location?: string; readonly bytes: Buffer }
  | { readonly complete: false; readonly answer: PrometheusAnswer };

interface Exchange {
  readonly url: URL;
  readonly options: RequestOptions;
  readonly body: string;
  /** Longest time in milliseconds, including the wait for a connection. */
  readonly deadlineMs: number;
  /** The answer when this time is over. */
  readonly late: PrometheusAnswer;
  /** Largest response in bytes. */
  readonly limit: number;
}

/** Sends one request and reads its whole response. */
export function exchange({ url, options, body, deadlineMs, late, limit }: Exchange): Promise<Exchanged> {
  return new Promise((resolve) => {
    const asked = open(url, options);
    const finish = (exchanged: Exchanged) => {
      clearTimeout(clock);
      asked.destroy();
      resolve(exchanged);
    };
    const clock = setTimeout(finish, deadlineMs, without(late));
    // Destroying the request reports an error to it: the listener stays.
    asked.on('error', (error) => finish(without(connectionFailure(error))));
    asked.on('response', (response) => collect(response, limit, finish));
    asked.end(body);
  });
}

function open(url: URL, options: RequestOptions): ClientRequest {
  return url.protocol === 'https:' ? secureRequest(url, options) : request(url, options);
}

function collect(response: IncomingMessage, limit: number, finish: (exchanged: Exchanged) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  response.on('error', (error) => finish(without(connectionFailure(error))));
  response.on('close', () => finish(without(cutOff)));
  response.on('data', (part: Buffer) => {
    length += part.length;
    if (length > limit) finish(without(garbage(`answered with more than ${limit / 1024 / 1024} MiB`)));
    else parts.push(part);
  });
  response.on('end', () => {
    if (!response.complete) return;
    const { statusCode: status = 0, headers } = response;
    finish(defined({ complete: true, status, location: headers.location, bytes: Buffer.concat(parts, length) }));
  });
}

function without(answer: PrometheusAnswer): Exchanged {
  return { complete: false, answer };
}

const cutOff = garbage('ended in the middle of its answer');

/** What OpenSSL calls a certificate of an authority that is not known. */
const untrusted: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function connectionFailure(error: Error): PrometheusAnswer {
  const errno = errnoOf(error);
  if (errno.startsWith('HPE_')) return garbage('does not speak HTTP');
  if (errno === 'ECONNRESET') return cutOff;
  if (errno === 'ECONNREFUSED') return unreachable('is not listening');
  if (untrusted.has(errno)) {
    return unreachable(
      `has a certificate of an unknown authority (${errno}): write it as tls_config.ca_file in --prometheus-http-config`,
    );
  }
  return unreachable(`cannot be reached: ${errno === 'EIO' || errno === 'EINVAL' ? error.message : errno}`);
}

/** An answer that is not one of Prometheus. */
export function garbage(message: string): PrometheusAnswer {
  return { ok: false, kind: 'garbage', message };
}

function unreachable(message: string): PrometheusAnswer {
  return { ok: false, kind: 'unreachable', message };
}
