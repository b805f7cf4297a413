import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Log } from '../log.ts';
import type { EngineView } from '../model/engine-view.ts';
import type { InventoryReader } from '../model/inventory-reader.ts';
import type { PrometheusView } from '../model/prometheus.ts';
import type { Resolver } from '../model/resolver.ts';
import { type BoundClasses, bindPrototypes } from './answer/pre-bound.ts';
import { ProblemError, replyProblem } from './answer/problem.ts';
import { Snapshots } from './answer/rendering.ts';
import { type Route, register } from './answer/route.ts';
import type { Statistics } from './api/context.ts';
import { EventStream } from './api/event-stream.ts';
import { openApiRoute } from './api/openapi.ts';
import { apiRoutes } from './api/routes.ts';
import { WaitingRoom } from './api/waiting-room.ts';
import { DockerApi } from './docker-api/docker-api.ts';
import { dockerRoot, isForDocker } from './docker-api/reply.ts';
import { fleetRoutes } from './fleet/routes.ts';
import { createGate } from './gate/gate.ts';
import type { Guard } from './gate/guard.ts';
import { healthRoutes } from './metrics/health.ts';
import { Metrics } from './metrics/metrics.ts';
import { Pages } from './page/pages.ts';

/** How many requests may wait for a runtime at a time; each holds a connection. */
const waitingSeats = 10_000;

/** What the application answers from. */
export interface AppOptions {
  readonly reader: InventoryReader;
  readonly resolve: Resolver;
  readonly version: string;
  /** Commit this program was built from. */
  readonly revision?: string;
  readonly log: Log;
  /** Names beside loopback and the listener's own address that a Host header may have. */
  readonly allowedHosts: readonly string[];
  /** What the site wants of requests that come by TCP. */
  readonly guard?: Guard | undefined;
  readonly statistics?: () => Statistics;
  /** The running Docker Engine, which the façade adds to. */
  readonly engine?: EngineView;
  /** The Prometheus that knows the fleet. */
  readonly prometheus?: PrometheusView | undefined;
  /** The dashboard; the one of this package unless told. */
  readonly pages?: Pages;
}

/** The application behind every listener. */
export interface App {
  readonly express: Express;
  readonly routes: readonly Route[];
  /** Classes for `http.createServer`; any others make express slow. */
  readonly classes: BoundClasses;
  /** Answers one request; `unix` tells that it came in by a unix socket. */
  handle(request: IncomingMessage, response: ServerResponse, unix: boolean): void;
  /** What Prometheus and the textfile collector read. */
  readonly metrics: Metrics;
  /** Clients of `/v1/events` now. */
  eventClients(): number;
  /** Clients of the façade's event stream now. */
  dockerEventClients(): number;
  /** Ends event streams, answers the waiting with 503 and turns unready; plain questions are still answered. */
  end(): void;
}

/** Builds the application: the routes, and what stands before and behind them. */
export function createApp(options: AppOptions): App {
  const { reader, log } = options;
  const events = new EventStream(reader);
  const waitingRoom = new WaitingRoom(reader, waitingSeats);
  const docker = new DockerApi(options);
  const metrics = createMetrics(options, events);
  const pages = options.pages ?? new Pages();
  let ending = false;
  const routes = allRoutes(options, events, waitingRoom, metrics, pages, () => ending);
  const app = createExpress();
  const classes = bindPrototypes(app);
  register(app, routes);
  app.use(dockerRoot, (request, response) => docker.handle(request, response));
  app.use((request: Request, response: Response) => {
    if (!pages.handle(request, response)) refuseUnknown(request);
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
    answerError(log, error, request, response),
  );
  const gate = createGate(options.allowedHosts, app, options.guard);
  return {
    express: app,
    routes,
    classes,
    metrics,
    handle: (request, response, unix) => {
      if (isForDocker(request)) docker.mark(response);
      gate(request, response, unix);
    },
    eventClients: () => events.clients,
    dockerEventClients: () => docker.eventClients,
    end: () => {
      ending = true;
      events.end();
      docker.end();
      metrics.end();
      waitingRoom.end();
    },
  };
}

function createMetrics(
  { reader, statistics, version, revision = 'unknown' }: AppOptions,
  events: EventStream,
): Metrics {
  const build = { version, revision, nodeVersion: process.versions.node };
  return new Metrics({ reader, statistics, eventClients: () => events.clients }, build);
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
  { reader, resolve, version, statistics, prometheus }: AppOptions,
  events: EventStream,
  waitingRoom: WaitingRoom,
  metrics: Metrics,
  pages: Pages,
  isEnding: () => boolean,
): readonly Route[] {
  const routes = [
    ...apiRoutes({ reader, resolve, snapshots: new Snapshots(reader), waitingRoom }),
    events.route(),
    ...fleetRoutes(prometheus),
    metrics.route(),
    ...healthRoutes({ reader, statistics, isEnding }),
    pages.route(reader),
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
