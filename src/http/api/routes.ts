import type { Response } from 'express';
import * as z from 'zod';
import { defined } from '../../model/defined.ts';
import { Severity } from '../../model/inventory/finding.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import { Origin } from '../../model/inventory/runtime.ts';
import { Client } from '../../model/resolution.ts';
import {
  changesAnswer,
  findingsAnswer,
  handlersAnswer,
  planAnswer,
  processesAnswer,
  programsAnswer,
  resolutionAnswer,
  runtimesAnswer,
  searchPathAnswer,
  shimsAnswer,
} from '../../render/answers.ts';
import { availability, availabilityText, nameText, noQuery } from '../answer/query.ts';
import { replyUncached } from '../answer/reply.ts';
import { type QuerySpec, type Route, route } from '../answer/route.ts';
import type { AnswerOf, SchemaName } from '../answer/schemas.ts';
import { type ApiContext, currentInventory, resolveName } from './context.ts';
import { exampleResolution, exampleRuntime, exampleSources } from './examples.ts';
import { explainRoute } from './explain.ts';
import { oneRuntimeRoute } from './one-runtime.ts';

const runtimesQuery = () =>
  z.object({
    available: availabilityText()
      .optional()
      .describe(
        'true: only runtimes that would start; false: only runtimes that would not; unknown: only runtimes for which this is not known',
      ),
    origin: Origin.optional().describe('Only runtimes of this origin'),
  });
const findingsQuery = () => z.object({ severity: Severity.optional().describe('Only findings of this severity') });
const planQuery = () =>
  z.object({
    for: z.literal('restart').describe('The action that is planned'),
  });
const resolveQuery = () =>
  z.object({
    name: nameText(),
    client: Client.default('docker').describe('The client that uses the name'),
  });

const problem = { mediaType: 'application/problem+json', schema: 'Problem' } as const;
const exampleRuntimes = {
  revision: 7,
  defaultRuntime: 'runc',
  runtimes: [exampleRuntime],
  sources: exampleSources,
};

/** The routes below `/v1`, without the event stream; the most frequent request first. */
export function apiRoutes(context: ApiContext): readonly Route[] {
  return [
    list(context, {
      path: '/v1/runtimes',
      operationId: 'listRuntimes',
      summary: 'The permitted set: the runtime names a client may use',
      query: runtimesQuery,
      unasked: {},
      schema: 'Runtimes',
      example: exampleRuntimes,
      view: (inventory, { available, origin }) =>
        runtimesAnswer(inventory, { available: available && availability[available], origin }),
    }),
    list(context, {
      path: '/v1/inventory',
      operationId: 'getInventory',
      summary: 'Everything that is known, in one snapshot',
      ...noQuery,
      schema: 'Inventory',
      view: (inventory) => inventory,
    }),
    oneRuntimeRoute(context),
    resolveRoute(context),
    explainRoute(context),
    list(context, {
      path: '/v1/shims',
      operationId: 'listShims',
      summary: 'Every shim file that was found, and whether containerd uses it',
      ...noQuery,
      schema: 'Shims',
      view: shimsAnswer,
    }),
    list(context, {
      path: '/v1/search-path',
      operationId: 'getSearchPath',
      summary: 'The places that containerd searches, in order',
      ...noQuery,
      schema: 'SearchPath',
      view: searchPathAnswer,
    }),
    list(context, {
      path: '/v1/handlers',
      operationId: 'listHandlers',
      summary: "The CRI runtime handlers of containerd's configuration, each resolved",
      ...noQuery,
      schema: 'Handlers',
      view: handlersAnswer,
    }),
    list(context, {
      path: '/v1/processes',
      operationId: 'listProcesses',
      summary: 'The shim processes, the file that each one runs, and its containers',
      ...noQuery,
      schema: 'Processes',
      view: processesAnswer,
    }),
    list(context, {
      path: '/v1/programs',
      operationId: 'listPrograms',
      summary: 'The daemons, the OCI runtimes, and shims that are not on the search path: what each file is',
      ...noQuery,
      schema: 'Programs',
      view: programsAnswer,
    }),
    list(context, {
      path: '/v1/plan',
      operationId: 'getPlan',
      summary: 'What a restart of containerd would do to the containers that run',
      query: planQuery,
      schema: 'Plan',
      view: planAnswer,
    }),
    list(context, {
      path: '/v1/findings',
      operationId: 'listFindings',
      summary: "What is wrong with this host's runtimes",
      query: findingsQuery,
      unasked: {},
      schema: 'Findings',
      view: (inventory, { severity }) => findingsAnswer(inventory, severity),
    }),
    list(context, {
      path: '/v1/changes',
      operationId: 'listChanges',
      summary: 'The last 1,000 changes since start, newest first, with times',
      ...noQuery,
      schema: 'Changes',
      view: (inventory) => changesAnswer(inventory, context.reader.changes()),
    }),
  ];
}

interface List<Query extends z.ZodObject, Name extends SchemaName> extends QuerySpec<Query> {
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly schema: Name;
  readonly example?: unknown;
  readonly view: (inventory: Inventory, query: z.output<Query>) => AnswerOf<Name>;
}

/** A route whose answer depends only on the inventory and the query, so it is rendered once for each pair of them. */
function list<Query extends z.ZodObject, Name extends SchemaName>(
  { reader, snapshots }: ApiContext,
  spec: List<Query, Name>,
): Route {
  const { view, schema, example, ...rest } = spec;
  return route({
    ...rest,
    ok: defined({ mediaType: 'application/json', schema, example }),
    conditional: true,
    others: { 400: problem, 503: problem },
    handle: (query, request, response) => {
      const inventory = currentInventory(reader);
      const key = request.url.includes('?') ? `${spec.path} ${inOrder(spec.query(), query)}` : spec.path;
      snapshots.rendering(key, inventory, () => view(inventory, query)).send(request, response);
    },
  });
}

/** The values of a query in the order of its schema: one text for one meaning. */
function inOrder(schema: z.ZodObject, query: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.keys(schema.shape).map((name) => query[name] ?? null));
}

function resolveRoute({ resolve }: ApiContext): Route {
  return route({
    path: '/v1/resolve',
    operationId: 'resolveName',
    summary: 'What happens to a name: which rule, which places, which file, which error',
    description: 'Each request looks at the disk, so the answer has no ETag.',
    query: resolveQuery,
    ok: {
      mediaType: 'application/json',
      schema: 'ResolutionAnswer',
      example: { ...exampleResolution, findings: [], revision: 7, sources: exampleSources },
    },
    conditional: false,
    others: { 400: problem, 503: problem },
    handle: ({ name, client }, _request, response: Response) => {
      const answer = resolutionAnswer(resolveName(resolve, { name, client }));
      replyUncached(response, 200, 'application/json', answer);
    },
  });
}
