import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type * as z from 'zod';
import type { PrometheusView } from '../../model/prometheus.ts';
import { acceptsGzip } from '../answer/conditional.ts';
import { ProblemError } from '../answer/problem.ts';
import { noQuery } from '../answer/query.ts';
import { Rendering } from '../answer/rendering.ts';
import { reply } from '../answer/reply.ts';
import { type QuerySpec, type Route, route } from '../answer/route.ts';
import type { AnswerOf, SchemaName } from '../answer/schemas.ts';
import { fleetQuery, hostsQuery, versionsQuery } from './query.ts';
import { askHosts, askRuntimes, askSummary, askVersions } from './questions.ts';

/** The routes below `/v1/fleet`: a fixed set of questions, and the only way to Prometheus. */
export function fleetRoutes(view: PrometheusView | undefined): readonly Route[] {
  return [
    presenceRoute(view),
    question(view, {
      path: '/v1/fleet/summary',
      operationId: 'getFleetSummary',
      summary: 'How many hosts there are, how many are silent, and how many have findings of severity high',
      query: fleetQuery,
      schema: 'FleetSummary',
      ask: askSummary,
    }),
    question(view, {
      path: '/v1/fleet/runtimes',
      operationId: 'listFleetRuntimes',
      summary: 'Which runtimes there are, and on how many hosts they would start',
      query: fleetQuery,
      schema: 'FleetRuntimes',
      ask: askRuntimes,
    }),
    question(view, {
      path: '/v1/fleet/versions',
      operationId: 'listFleetVersions',
      summary: 'Which versions and digests the hosts have: of the shim behind a runtime, of containerd, of Docker',
      query: versionsQuery,
      schema: 'FleetVersions',
      ask: (prometheus, given) => askVersions(prometheus, given, given.runtime),
    }),
    question(view, {
      path: '/v1/fleet/hosts',
      operationId: 'listFleetHosts',
      summary: 'The hosts: which can start a runtime, which cannot and why, which are silent',
      query: hostsQuery,
      schema: 'FleetHosts',
      ask: askHosts,
    }),
  ];
}

const problem = { mediaType: 'application/problem+json', schema: 'Problem' } as const;

/** Lets the page ask whether there is a fleet without causing an error. */
function presenceRoute(view: PrometheusView | undefined): Route {
  const text = `${JSON.stringify({ prometheus: view !== undefined })}\n`;
  const presence = new Rendering(text, 'application/json', view === undefined ? 'none' : 'prometheus');
  return route({
    path: '/v1/fleet',
    operationId: 'getFleet',
    summary: 'Whether there is a Prometheus to ask about a fleet',
    ...noQuery,
    ok: { mediaType: 'application/json', schema: 'Fleet', example: { prometheus: true } },
    conditional: true,
    others: { 400: problem },
    handle: (_query, request, response) => presence.send(request, response),
  });
}

interface FleetQuestion<Query extends z.ZodObject, Name extends SchemaName> extends QuerySpec<Query> {
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly schema: Name;
  readonly ask: (view: PrometheusView, query: z.output<Query>) => Promise<AnswerOf<Name>>;
}

function question<Query extends z.ZodObject, Name extends SchemaName>(
  view: PrometheusView | undefined,
  spec: FleetQuestion<Query, Name>,
): Route {
  const { ask, schema, ...rest } = spec;
  return route({
    ...rest,
    ok: { mediaType: 'application/json', schema },
    conditional: false,
    others: { 400: problem, 404: problem, 502: problem, 504: problem },
    handle: async (query, request, response) => {
      if (view === undefined) {
        throw new ProblemError(404, 'Cannot answer about a fleet: start shimdex with --prometheus-url URL');
      }
      await send(request, response, await ask(view, query));
    },
  });
}

async function send(request: IncomingMessage, response: ServerResponse, value: unknown): Promise<void> {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Vary: 'Accept-Encoding' };
  if (!acceptsGzip(request.headers['accept-encoding'])) return reply(response, 200, headers, body);
  // The fastest level already takes nine tenths off a list of hosts.
  const compressed = await promisify(gzip)(body, { level: 1 });
  reply(response, 200, { ...headers, 'Content-Encoding': 'gzip' }, compressed);
}
