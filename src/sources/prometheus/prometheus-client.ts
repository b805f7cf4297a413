import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { defined } from '../../model/defined.ts';
import type { PrometheusAnswer, PrometheusView } from '../../model/prometheus.ts';
import { type Exchanged, exchange, garbage } from './exchange.ts';
import type { HttpAccess } from './http-config/http-config-file.ts';
import { readPrometheusAnswer } from './prometheus-answer.ts';
import { redirectOf } from './redirect.ts';

/** Longest time for one query, including the wait for a connection. */
const deadlineMs = 5000;

/** Ten thousand hosts with the usual labels take about 3 MiB. */
const limitBytes = 32 * 1024 * 1024;

/** Queries at the same time; Prometheus itself runs 20 by default. */
const connections = 8;

/** Redirects of one query that are followed; Go follows 10. */
const mostRedirects = 10;

/** Limits of one query. */
interface PrometheusLimits {
  readonly deadlineMs: number;
  readonly bytes: number;
}

const noAccess: HttpAccess = { headers: {}, tls: {}, followRedirects: true };

/** Sends instant queries to the HTTP API of Prometheus or a compatible server. Stores nothing. */
export class PrometheusClient implements PrometheusView {
  readonly #url: URL;
  readonly #authorization: string | undefined;
  readonly #limits: PrometheusLimits;
  readonly #access: () => HttpAccess;
  #connecting: { readonly with: HttpAccess; readonly agent: Agent } | undefined;
  readonly #asking = new Map<string, Promise<PrometheusAnswer>>();

  /** A user and a password in `url` are sent as Basic authorization and never shown. `access` is asked before each query. */
  constructor(
    url: string,
    limits: PrometheusLimits = { deadlineMs, bytes: limitBytes },
    access: () => HttpAccess = () => noAccess,
  ) {
    const base = new URL(url);
    this.#authorization = base.username === '' ? undefined : basicAuthorization(base);
    this.#url = new URL(`${base.origin}${base.pathname.replace(/\/$/, '')}/api/v1/query`);
    this.#limits = limits;
    this.#access = access;
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

  async #ask(form: string): Promise<PrometheusAnswer> {
    const access = this.#access();
    const end = performance.now() + this.#limits.deadlineMs;
    let url = this.#url;
    for (let followed = 0; followed <= mostRedirects; followed += 1) {
      const exchanged = await this.#exchange(url, form, access, end - performance.now());
      if (!exchanged.complete) return exchanged.answer;
      const { status, location, bytes } = exchanged;
      const redirect = access.followRedirects ? redirectOf(status, location, url) : ({ kind: 'none' } as const);
      if (redirect.kind === 'none') return readPrometheusAnswer(status, bytes);
      if (redirect.kind === 'refused') return garbage(redirect.message);
      url = redirect.url;
    }
    return garbage(`redirects more than ${mostRedirects} times`);
  }

  #exchange(url: URL, body: string, access: HttpAccess, remainingMs: number): Promise<Exchanged> {
    const seconds = this.#limits.deadlineMs / 1000;
    const headers = {
      Accept: 'application/json',
      ...defined({ Authorization: this.#authorization }),
      ...access.headers,
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': Buffer.byteLength(body),
    };
    return exchange({
      url,
      options: { method: 'POST', agent: this.#agentFor(access), headers },
      body,
      deadlineMs: Math.max(remainingMs, 0),
      late: { ok: false, kind: 'late', message: `did not answer completely within ${seconds} s` },
      limit: this.#limits.bytes,
    });
  }

  /** A new configuration gets its own agent, which does not use a connection or a TLS session of an earlier one. */
  #agentFor(access: HttpAccess): Agent {
    const known = this.#connecting;
    if (known?.with === access) return known.agent;
    const secure = this.#url.protocol === 'https:';
    const agent = secure
      ? new SecureAgent({ ...access.tls, maxSockets: connections })
      : new Agent({ maxSockets: connections });
    this.#connecting = { with: access, agent };
    return agent;
  }
}

function basicAuthorization({ username, password }: URL): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
