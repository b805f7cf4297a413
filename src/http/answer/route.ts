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
  /** Makes the schema of the query. zod takes long to load, so this is called when a request has a query. */
  readonly query: () => z.ZodObject;
  /** What the schema gives for a request without a query; without it, the schema is asked. */
  readonly unasked?: unknown;
  readonly ok: AnswerBody;
  /** The answer has an ETag, and `If-None-Match` gives 304. */
  readonly conditional: boolean;
  /** Status codes in addition to 200 and 304, and the body of each where it is not a plain problem. */
  readonly others: Readonly<Record<number, AnswerBody>>;
  readonly handle: (request: Request, response: Response) => void | Promise<void>;
}

/** The query of a route, without `handle`. */
export interface QuerySpec<Query extends z.ZodObject> {
  readonly query: () => Query;
  readonly unasked?: z.output<Query>;
}

type RouteSpec<Query extends z.ZodObject> = Omit<Route, 'handle' | keyof QuerySpec<Query>> &
  QuerySpec<Query> & {
    readonly handle: (query: z.output<Query>, request: Request, response: Response) => void | Promise<void>;
  };

/** A route whose handler gets its query validated. */
export function route<Query extends z.ZodObject>(spec: RouteSpec<Query>): Route {
  let schema: Query | undefined;
  const query = () => {
    schema ??= spec.query();
    return schema;
  };
  const handle = (request: Request, response: Response) => {
    const isPlain = spec.unasked !== undefined && !request.url.includes('?');
    return spec.handle(isPlain ? spec.unasked : readQuery(query(), request.url), request, response);
  };
  return { ...spec, query, handle };
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
