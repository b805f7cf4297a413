import { Agent, type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { defined } from '../../model/defined.ts';
import type { PrometheusAnswer, PrometheusView } from '../../model/prometheus.ts';
import { errnoOf } from '../errno.ts';
import { readPrometheusAnswer } from './prometheus-answer.ts';

/** Longest time for one query, including the wait for a connection. */
const deadlineMs = 5000;

/** Ten thousand hosts with the usual labels take about 3 MiB. */
const limitBytes = 32 * 1024 * 1024;

/** Queries at the same time; Prometheus itself runs 20 by default. */
const connections = 8;

/** Limits of one query. */
interface PrometheusLimits {
  readonly deadlineMs: number;
  readonly bytes: number;
}

/** Sends instant queries to the HTTP API of Prometheus or a compatible server. Stores nothing. */
export class PrometheusClient implements PrometheusView {
  readonly #url: URL;
  readonly #authorization: string | undefined;
  readonly #limits: PrometheusLimits;
  readonly #agent: Agent;
  readonly #asking = new Map<string, Promise<PrometheusAnswer>>();

  /** A user and a password in `url` are sent as Basic authorization and never shown. */
  constructor(url: string, limits: PrometheusLimits = { deadlineMs, bytes: limitBytes }) {
    const base = new URL(url);
    this.#authorization = base.username === '' ? undefined : basicAuthorization(base);
    this.#url = new URL(`${base.origin}${base.pathname.replace(/\/$/, '')}/api/v1/query`);
    this.#limits = limits;
    this.#agent = new (this.#url.protocol === 'https:' ? SecureAgent : Agent)({ maxSockets: connections });
  }

  /** Callers of the same query share one answer. */
  query(query: string, time?: string): Promise<PrometheusAnswer> {
    const timeout = `${this.#limits.deadlineMs / 1000}s`;
    const form = new URLSearchParams(defined({ query, timeout, time })).toString();
    const known = this.#asking.get(form);
    if (known !== undefined) return known;
    const asking = this.#ask(form).finally(() => this.#asking.delete(form));
    this.#asking.set(form, asking);
    return asking;
  }

  #ask(form: string): Promise<PrometheusAnswer> {
    const seconds = this.#limits.deadlineMs / 1000;
    return new Promise((resolve) => {
      const asked = this.#open(form);
      const finish = (answer: PrometheusAnswer) => {
        clearTimeout(clock);
        asked.destroy();
        resolve(answer);
      };
      const late = { ok: false, kind: 'late', message: `did not answer completely within ${seconds} s` } as const;
      const clock = setTimeout(finish, this.#limits.deadlineMs, late);
      // Destroying the request reports an error to it: the listener stays.
      asked.on('error', (error) => finish(connectionFailure(error)));
      asked.on('response', (response) => collect(response, this.#limits.bytes, finish));
    });
  }

  #open(form: string): ClientRequest {
    const asked = this.#url.protocol === 'https:' ? secureRequest : request;
    return asked(this.#url, this.#options(form)).end(form);
  }

  #options(form: string): RequestOptions {
    const authorization = this.#authorization;
    return {
      method: 'POST',
      agent: this.#agent,
      headers: defined({
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': Buffer.byteLength(form),
        Accept: 'application/json',
        Authorization: authorization,
      }),
    };
  }
}

type Finish = (answer: PrometheusAnswer) => void;

function basicAuthorization({ username, password }: URL): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function collect(response: IncomingMessage, limit: number, finish: Finish): void {
  const parts: Buffer[] = [];
  let length = 0;
  response.on('error', (error) => finish(connectionFailure(error)));
  response.on('close', () => finish(cutOff));
  response.on('data', (part: Buffer) => {
    length += part.length;
    if (length > limit) finish(garbage(`answered with more than ${limit / 1024 / 1024} MiB`));
    else parts.push(part);
  });
  response.on('end', () => {
    if (response.complete) finish(readPrometheusAnswer(response.statusCode ?? 0, Buffer.concat(parts, length)));
  });
}

const cutOff = garbage('ended in the middle of its answer');

function connectionFailure(error: Error): PrometheusAnswer {
  const errno = errnoOf(error);
  if (errno.startsWith('HPE_')) return garbage('does not speak HTTP');
  if (errno === 'ECONNRESET') return cutOff;
  if (errno === 'ECONNREFUSED') return unreachable('is not listening');
  return unreachable(`cannot be reached: ${errno === 'EIO' || errno === 'EINVAL' ? error.message : errno}`);
}

function garbage(message: string): PrometheusAnswer {
  return { ok: false, kind: 'garbage', message };
}

function unreachable(message: string): PrometheusAnswer {
  return { ok: false, kind: 'unreachable', message };
}
