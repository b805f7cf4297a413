import { type ServerResponse, STATUS_CODES } from 'node:http';
import { isDockerAnswer, replyDockerError } from '../docker-api/reply.ts';
import { replyUncached } from './reply.ts';

/** What went wrong with a request, as RFC 9457 tells it; thrown by a handler, answered in one place. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** Members beside the standard ones, such as the parameter that is wrong. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    members: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.members = members;
    this.headers = headers;
  }
}

/** Nothing was observed yet, or the service stops: a client does well to ask again. */
export function notNow(detail: string): ProblemError {
  return new ProblemError(503, detail, {}, { 'Retry-After': '1' });
}

/** Answers with `problem`, on the façade in the words that clients of the Engine know. */
export function replyProblem(response: ServerResponse, problem: ProblemError): void {
  const { status, message, members, headers } = problem;
  if (isDockerAnswer(response)) {
    replyDockerError(response, status, message, headers);
    return;
  }
  const body = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: message, ...members };
  replyUncached(response, status, 'application/problem+json', body, headers);
}
