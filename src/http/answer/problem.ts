import { type ServerResponse, STATUS_CODES } from 'node:http';
import { replyUncached } from './reply.ts';

/** What went wrong with a request (RFC 9457). Routes throw it, and one place answers it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  /** Members in addition to the standard ones, such as the parameter that is wrong. */
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

/** Nothing was observed yet, or the service stops: the client should ask again. */
export function notNow(detail: string): ProblemError {
  return new ProblemError(503, detail, {}, { 'Retry-After': '1' });
}

/** Answers with `problem` as RFC 9457 describes it. */
export function replyProblem(response: ServerResponse, problem: ProblemError): void {
  replyUncached(response, problem.status, 'application/problem+json', problemBody(problem), problem.headers);
}

/** The JSON of a problem. */
export function problemBody({ status, message, members }: ProblemError): Readonly<Record<string, unknown>> {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: message, ...members };
}
