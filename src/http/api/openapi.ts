import { createHash } from 'node:crypto';
import * as z from 'zod';
import { defined } from '../../model/defined.ts';
import { longestName } from '../../model/words.ts';
import { noQuery } from '../answer/query.ts';
import { Rendering } from '../answer/rendering.ts';
import { type AnswerBody, type Route, route } from '../answer/route.ts';
import { answerSchemas } from '../answer/schemas.ts';

/** `GET /openapi.json`: `routes` and itself, described by the schemas that validate. Made for the first request. */
export function openApiRoute(routes: readonly Route[], version: string): Route {
  let rendering: Rendering | undefined;
  const own: Route = route({
    path: '/openapi.json',
    operationId: 'getOpenApi',
    summary: 'This document',
    ...noQuery,
    ok: { mediaType: 'application/json' },
    conditional: true,
    others: { 400: { mediaType: 'application/problem+json', schema: 'Problem' } },
    handle: (_query, request, response) => {
      rendering ??= renderDocument([...routes, own], version);
      rendering.send(request, response);
    },
  });
  return own;
}

function renderDocument(routes: readonly Route[], version: string): Rendering {
  const text = `${JSON.stringify(describeApi(routes, version))}\n`;
  const tag = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return new Rendering(text, 'application/json', tag);
}

/** The OpenAPI 3.1 document of `routes`. */
export function describeApi(routes: readonly Route[], version: string) {
  return {
    openapi: '3.1.1',
    info: {
      title: 'shimdex',
      version,
      summary: 'The containerd runtimes a host can really start',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(routes.map((each) => [templateOf(each.path), { get: describeOperation(each) }])),
    components: { schemas: describeSchemas() },
  };
}

function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function describeOperation({ path, operationId, summary, description, query, ok, conditional, others }: Route) {
  const common = {
    405: { mediaType: 'application/problem+json', schema: 'Problem' },
    403: { mediaType: 'application/problem+json', schema: 'Problem' },
    500: { mediaType: 'application/problem+json', schema: 'Problem' },
  } as const;
  const bodies = Object.entries({ ...common, ...others, 200: ok });
  return defined({
    operationId,
    summary,
    description,
    parameters: [...describePathParameters(path), ...describeQuery(query()), ...(conditional ? [ifNoneMatch] : [])],
    responses: {
      ...Object.fromEntries(
        bodies.map(([status, body]) => [status, describeAnswer(Number(status), body, conditional)]),
      ),
      ...(conditional ? { 304: { description: statusTexts[304], headers: { ETag: entityTag } } } : {}),
    },
  });
}

const entityTag = {
  schema: { type: 'string' },
  description: 'Strong; "BOOT.REVISION", with -gzip for the compressed twin',
};
const ifNoneMatch = { name: 'If-None-Match', in: 'header', schema: { type: 'string' } };

function describePathParameters(path: string) {
  const names = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]);
  return names.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', maxLength: longestName },
  }));
}

function describeQuery(query: z.ZodObject) {
  return Object.entries(query.shape).map(([name, type]) => {
    const { description, $schema: _, ...schema } = z.toJSONSchema(type, { io: 'output' });
    const required = !z.safeParse(type, undefined).success;
    return defined({ name, in: 'query', required, description, schema });
  });
}

function describeAnswer(status: number, { mediaType, schema, example }: AnswerBody, conditional: boolean) {
  const content = defined({
    schema: schema === undefined ? plainSchema(mediaType) : { $ref: `#/components/schemas/${schema}` },
    example,
  });
  return defined({
    description: statusTexts[status] ?? 'Another answer',
    headers: status === 200 && conditional ? { ETag: entityTag } : undefined,
    content: { [mediaType]: content },
  });
}

function plainSchema(mediaType: string) {
  return { type: mediaType === 'application/json' ? 'object' : 'string' };
}

const statusTexts: Readonly<Record<number, string>> = {
  200: 'The answer',
  304: 'The client already has the answer',
  400: 'The question is not well-formed; the detail names the parameter',
  403: 'This listener does not accept the Host header',
  404: 'Nothing has that name; the detail says why',
  405: 'Only GET and HEAD are answered',
  500: 'A bug; the log has more',
  502: 'Prometheus cannot be reached, refused the query, or gave an invalid answer',
  503: 'The host has not been observed yet, or the service is shutting down',
  504: 'Prometheus did not answer in time',
};

/** Additional members stay allowed, so that an answer can gain one without breaking clients. */
function describeSchemas() {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(answerSchemas)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIdentity(schema)]));
}

function withoutIdentity({ $schema: _, $id: __, ...schema }: Record<string, unknown>) {
  return schema;
}
