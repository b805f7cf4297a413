import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Log } from '../log.ts';
import type { InventoryReader } from '../model/inventory-reader.ts';
import { apiRoutes } from './api.ts';
import type { Resolve, Statistics } from './context.ts';
import { EventStream } from './events.ts';
import { createGate } from './gate.ts';
import { healthRoutes } from './health.ts';
import { landingRoute } from './landing.ts';
import { openApiRoute } from './openapi.ts';
import { type BoundClasses, bindPrototypes } from './pre-bound.ts';
import { ProblemError, replyProblem } from './problem.ts';
import { type Route, register } from './route.ts';
import { Snapshots } from './snapshot.ts';
import { WaitingRoom } from './waiting-room.ts';

/** How many requests may wait for a runtime at a time; each holds a connection. */
const waitingSeats = 10_000;

/** What the application answers from. */
export interface AppOptions {
  readonly reader: InventoryReader;
  readonly resolve: Resolve;
  readonly version: string;
  readonly log: Log;
  /** Names beside loopback and the listener's own address that a Host header may have. */
  readonly allowedHosts: readonly string[];
  readonly statistics?: () => Statistics;
}

/** The application behind every listener. */
export interface App {
  readonly express: Express;
  readonly routes: readonly Route[];
  /** Classes for `http.createServer`; any others make express slow. */
  readonly classes: BoundClasses;
  /** Answers one request; `unix` tells that it came in by a unix socket. */
  handle(request: IncomingMessage, response: ServerResponse, unix: boolean): void;
  /** Clients of `/v1/events` now. */
  eventClients(): number;
  /** Ends event streams, answers the waiting with 503 and turns unready; plain questions are still answered. */
  end(): void;
}

/** Builds the application: the routes, and what stands before and behind them. */
export function createApp(options: AppOptions): App {
  const { reader, log } = options;
  const events = new EventStream(reader);
  const waitingRoom = new WaitingRoom(reader, waitingSeats);
  let ending = false;
  const routes = allRoutes(options, events, waitingRoom, () => ending);
  const app = createExpress();
  const classes = bindPrototypes(app);
  register(app, routes);
  app.use(refuseUnknown);
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
    answerError(log, error, request, response),
  );
  return {
    express: app,
    routes,
    classes,
    handle: createGate(options.allowedHosts, app),
    eventClients: () => events.clients,
    end: () => {
      ending = true;
      events.end();
      waitingRoom.end();
    },
  };
}

function createExpress(): Express {
  const app = express();
  app.set('env', 'production');
  app.set('query parser', false);
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.disable('x-powered-by');
  app.disable('etag');
  return app;
}

function allRoutes(
  { reader, resolve, version, statistics }: AppOptions,
  events: EventStream,
  waitingRoom: WaitingRoom,
  isEnding: () => boolean,
): readonly Route[] {
  const routes = [
    ...apiRoutes({ reader, resolve, snapshots: new Snapshots(reader), waitingRoom }),
    events.route(),
    ...healthRoutes({ reader, statistics, isEnding }),
    landingRoute(version),
  ];
  return [...routes, openApiRoute(routes, version)];
}

function refuseUnknown(request: Request): void {
  const advice = request.path.startsWith('/v1/runtimes/')
    ? 'write a slash in a name as %2F'
    : '/openapi.json lists what there is';
  throw new ProblemError(404, `Cannot find "${request.path}": ${advice}`);
}

function answerError(log: Log, error: unknown, request: Request, response: Response): void {
  const problem = problemOf(error);
  if (problem.status === 500) log.error({ err: error, method: request.method, url: request.url }, 'request failed');
  if (response.headersSent) response.destroy();
  else replyProblem(response, problem);
}

/** The router throws a URIError with a status for a path that is not percent-encoded UTF-8; all else unknown is a bug. */
function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof URIError && 'status' in error) {
    return new ProblemError(400, 'Cannot read the path: it is not percent-encoded UTF-8');
  }
  return new ProblemError(500, 'Cannot answer: this is a bug in shimdex; its log has more');
}
