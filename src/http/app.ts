import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import type { Log } from '../log.ts';
import type { EngineView } from '../model/docker/engine-view.ts';
import type { InventoryReader } from '../model/inventory/inventory-reader.ts';
import type { PrometheusView } from '../model/prometheus.ts';
import type { Resolver } from '../model/resolver.ts';
import { type BoundClasses, bindPrototypes } from './answer/pre-bound.ts';
import { ProblemError, replyProblem } from './answer/problem.ts';
import { Snapshots } from './answer/rendering.ts';
import { type Route, register, routesByPath } from './answer/route.ts';
import type { Statistics } from './api/context.ts';
import { EventStream } from './api/event-stream.ts';
import { openApiRoute } from './api/openapi.ts';
import { apiRoutes } from './api/routes.ts';
import { WaitingRoom } from './api/waiting-room.ts';
import { DockerApi } from './docker-api/docker-api.ts';
import { isForDocker, replyDockerProblem } from './docker-api/reply.ts';
import { fleetRoutes } from './fleet/routes.ts';
import { type Backend, createGate } from './gate/gate.ts';
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
  /** Names that a Host header may have, in addition to loopback and the listener's own address. */
  readonly allowedHosts: readonly string[];
  /** What the site requires of requests that come by TCP. */
  readonly guard?: Guard | undefined;
  readonly statistics?: () => Statistics;
  /** The running Docker Engine, which the façade adds to. */
  readonly engine?: EngineView;
  /** The Prometheus that knows the fleet. */
  readonly prometheus?: PrometheusView | undefined;
  /** The dashboard; by default the one of this package. */
  readonly pages?: Pages;
}

/** The application behind every listener. */
export interface App {
  readonly express: Express;
  readonly routes: readonly Route[];
  /** Classes for `http.createServer`; any others make express slow. */
  readonly classes: BoundClasses;
  /** Answers one request; `unix` means that it came by a unix socket. */
  handle(request: IncomingMessage, response: ServerResponse, unix: boolean): void;
  /** What Prometheus and the textfile collector read. */
  readonly metrics: Metrics;
  /** How many clients of `/v1/events` are connected now. */
  eventClients(): number;
  /** How many clients of the façade's event stream are connected now. */
  dockerEventClients(): number;
  /** Reads the files of the page, which could be those of another version when somebody asks for them. */
  readPages(): void;
  /** Ends event streams, answers waiting requests with 503 and becomes unready; other requests are still answered. */
  end(): void;
}

/** Builds the application: the gate, the routes, and the answers to errors. */
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
  const byPath = routesByPath(routes);
  register(app, routes);
  app.use((request: Request, response: Response) => {
    if (!pages.handle(request, response)) refuseUnknown(request, byPath);
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
    answerError(log, error, request, response, replyProblem),
  );
  const gate = createGate(options.allowedHosts, options.guard);
  const api = apiOf(app, byPath, log);
  const facade = facadeOf(docker, log);
  return {
    express: app,
    routes,
    classes,
    metrics,
    handle: (request, response, unix) => {
      if (!isForDocker(request)) return gate(request, response, unix, api);
      docker.mark(response);
      gate(request, response, unix, facade);
    },
    eventClients: () => events.clients,
    dockerEventClients: () => docker.eventClients,
    readPages: () => void pages.read(),
    end: () => {
      ending = true;
      events.end();
      docker.end();
      metrics.end();
      waitingRoom.end();
    },
  };
}

/** A GET of exactly the path of a route is answered there at once; the router answers everything else. */
function apiOf(app: Express, routes: ReadonlyMap<string, Route>, log: Log): Backend {
  return {
    answer: (request, response) => {
      const route = request.method === 'GET' ? routes.get(request.url ?? '') : undefined;
      if (route === undefined) return app(request, response);
      const fail = (error: unknown) => answerError(log, error, request, response, replyProblem);
      try {
        const ended = route.handle(request as Request, response as Response);
        if (ended instanceof Promise) ended.catch(fail);
      } catch (error) {
        fail(error);
      }
    },
    refuse: replyProblem,
  };
}

/** The façade answers its own errors, in the words that clients of the Engine know. */
function facadeOf(docker: DockerApi, log: Log): Backend {
  return {
    answer: (request, response) => {
      docker
        .handle(request, response)
        .catch((error: unknown) => answerError(log, error, request, response, replyDockerProblem));
    },
    refuse: replyDockerProblem,
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

function refuseUnknown({ path }: Request, known: ReadonlyMap<string, Route>): void {
  throw new ProblemError(404, `Cannot find "${path}": ${adviceFor(path, known)}`);
}

function adviceFor(path: string, known: ReadonlyMap<string, Route>): string {
  const open = path.endsWith('/') ? path.slice(0, -1) : path;
  if (open !== path && known.has(open)) return `write "${open}"`;
  return path.startsWith('/v1/runtimes/') ? 'write a slash in a name as %2F' : '/openapi.json lists what there is';
}

function answerError(
  log: Log,
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  refuse: Backend['refuse'],
): void {
  const problem = problemOf(error);
  if (problem.status === 500) log.error({ err: error, method: request.method, url: request.url }, 'request failed');
  if (response.headersSent) response.destroy();
  else refuse(response, problem);
}

/** The router throws a URIError with a status for a path that is not percent-encoded UTF-8; any other error is a bug. */
function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof URIError && 'status' in error) {
    return new ProblemError(400, 'Cannot read the path: it is not percent-encoded UTF-8');
  }
  return new ProblemError(500, 'Cannot answer: this is a bug in shimdex; its log has more');
}
