import type { Express, Request, Response } from 'express';
import type * as z from 'zod';
import { ProblemError } from './problem.ts';
import { readQuery } from './query.ts';
import type { SchemaName } from './schemas.ts';

/** One body a route may answer with; `schema` names it where it is JSON of ours. */
export interface AnswerBody {
  readonly mediaType: string;
  readonly schema?: SchemaName;
  readonly example?: unknown;
}

/** A route as it is registered and as the OpenAPI document describes it: one table for both, so they cannot differ. */
export interface Route {
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly query: z.ZodObject;
  readonly ok: AnswerBody;
  /** The answer has an ETag, and `If-None-Match` gives 304. */
  readonly conditional: boolean;
  /** Status codes in addition to 200 and 304, and the body of each where it is not a plain problem. */
  readonly others: Readonly<Record<number, AnswerBody>>;
  readonly handle: (request: Request, response: Response) => void | Promise<void>;
}

type RouteSpec<Query extends z.ZodObject> = Omit<Route, 'handle' | 'query'> & {
  readonly query: Query;
  readonly handle: (query: z.output<Query>, request: Request, response: Response) => void | Promise<void>;
};

/** A route whose handler gets its query validated; without a query string the validation is not run again. */
export function route<Query extends z.ZodObject>(spec: RouteSpec<Query>): Route {
  const unasked = spec.query.safeParse({});
  const handle = (request: Request, response: Response) => {
    const plain = unasked.success && !request.url.includes('?');
    const query = plain ? unasked.data : readQuery(spec.query, request.url);
    return spec.handle(query, request, response);
  };
  return { ...spec, handle };
}

/** Registers `routes`, each for GET and HEAD, and 405 for every other method. */
export function register(app: Express, routes: readonly Route[]): void {
  for (const { path, handle } of routes) app.route(path).get(handle).all(refuseMethod);
}

/** The routes whose path is the same in each request; express would look at one after the other to find one of them. */
export function routesByPath(routes: readonly Route[]): ReadonlyMap<string, Route> {
  return new Map(routes.filter(({ path }) => !path.includes(':')).map((each) => [each.path, each]));
}

/** Throws the problem for a method other than GET and HEAD. */
export function refuseMethod(request: Pick<Request, 'method' | 'path'>): void {
  const detail = `Cannot ${request.method} "${request.path}": it is read-only; use GET or HEAD`;
  throw new ProblemError(405, detail, {}, { Allow: 'GET, HEAD' });
}
