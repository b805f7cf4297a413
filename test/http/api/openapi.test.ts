import { expect, it } from 'vitest';
import * as z from 'zod';
import { answerSchemas, type SchemaName } from '../../../src/http/answer/schemas.ts';
import type { describeApi } from '../../../src/http/api/openapi.ts';
import { finding, handler, place, runtime, shim, shimProcess } from '../../builders.ts';
import { violations } from '../json-schema.ts';
import { askJson, resolution, serve } from '../serving.ts';

type Described = ReturnType<typeof describeApi>;

const filled = {
  runtimes: [
    runtime({ name: 'crun', origin: 'configured', definedIn: { file: '/etc/docker/daemon.json', line: 3 } }),
    runtime({
      name: 'io.containerd.a.v1',
      available: false,
      unavailable: { reason: 'not-installed', message: 'Message' },
    }),
  ],
  shims: [shim({ path: '/usr/bin/containerd-shim-a-v1' })],
  searchPath: [place({ directory: '/usr/bin' })],
  handlers: [handler({ handler: 'kata' })],
  processes: [shimProcess({ pid: 500, containers: [{ id: 'web', runtime: 'runc', state: 'running' }] })],
  programs: [{ role: 'containerd', path: '/usr/bin/containerd', pid: 7, state: null } as const],
  findings: [finding()],
  sources: [{ source: 'search-path', state: 'read' } as const],
};

async function serveFilled() {
  const served = await serve({ inventory: filled });
  served.reader.show(filled, [{ kind: 'finding', action: 'destroy', key: 'a', before: finding() }]);
  const { json } = await askJson(served.port, '/openapi.json');
  return { ...served, document: json as unknown as Described };
}

it('GET /openapi.json describes every route that express has, and no other', async () => {
  const { app, document } = await serveFilled();
  const registered = app.express.router.stack.flatMap((layer) => (layer.route === undefined ? [] : [layer.route.path]));

  expect(document.openapi).toBe('3.1.1');
  expect(Object.keys(document.paths)).toEqual(registered.map((path) => path.replace(/:(\w+)/g, '{$1}')));
});

it('every reference of the document leads somewhere', async () => {
  const { document } = await serveFilled();
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);

  expect(references.length).toBeGreaterThan(30);
  for (const reference of references) {
    const name = reference?.replace('#/components/schemas/', '') ?? '';
    expect(Object.keys(document.components.schemas)).toContain(name);
  }
});

it('every operation has its own id, its parameters and an answer for what may go wrong', async () => {
  const { document } = await serveFilled();
  const operations = Object.values(document.paths).map(({ get }) => get);

  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { responses } of operations)
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '403', '405']));
  expect(document.paths['/v1/resolve']?.get.parameters).toMatchObject([
    { name: 'name', in: 'query', required: true, schema: { type: 'string', maxLength: 4096 } },
    {
      name: 'client',
      in: 'query',
      required: false,
      schema: { enum: ['docker', 'containerd', 'nerdctl', 'cri'], default: 'docker' },
    },
  ]);
  expect(document.paths['/v1/runtimes/{name}']?.get.parameters).toMatchObject([
    { name: 'name', in: 'path', required: true },
    { name: 'wait', in: 'query', required: false, schema: { const: 'available' } },
    { name: 'timeout', in: 'query', required: false, schema: { type: 'integer', minimum: 0, maximum: 300 } },
    { name: 'If-None-Match', in: 'header' },
  ]);
});

it.each<[path: string, status: number, schema: SchemaName]>([
  ['/v1/runtimes', 200, 'Runtimes'],
  ['/v1/runtimes/crun', 200, 'RuntimeAnswer'],
  ['/v1/runtimes/a.b', 404, 'RuntimeProblem'],
  ['/v1/resolve?name=a.b', 200, 'ResolutionAnswer'],
  ['/v1/explain?text=a.b', 200, 'ExplanationAnswer'],
  ['/v1/shims', 200, 'Shims'],
  ['/v1/search-path', 200, 'SearchPath'],
  ['/v1/handlers', 200, 'Handlers'],
  ['/v1/processes', 200, 'Processes'],
  ['/v1/programs', 200, 'Programs'],
  ['/v1/plan?for=restart', 200, 'Plan'],
  ['/v1/findings', 200, 'Findings'],
  ['/v1/inventory', 200, 'Inventory'],
  ['/v1/changes', 200, 'Changes'],
  ['/v1/shims?a', 400, 'Problem'],
])('GET %s answers %i as %s describes it, with no other fields', async (path, status, name) => {
  const { port, document } = await serveFilled();
  const template = path.replace(/\?.*/, '').replace(/(?<=runtimes\/).*/, '{name}');

  const { status: answered, json } = await askJson(port, path);

  expect(answered).toBe(status);
  expect(document.paths[template]?.get.responses).toMatchObject({
    [status]: {
      content: {
        [status === 200 ? 'application/json' : 'application/problem+json']: {
          schema: { $ref: `#/components/schemas/${name}` },
        },
      },
    },
  });
  expect(violations(document.components.schemas, { $ref: `#/components/schemas/${name}` }, json)).toEqual([]);
  expect(Object.keys(json).filter((key) => !Object.hasOwn(answerSchemas[name].shape, key))).toEqual([]);
});

it('every example is what its schema describes', async () => {
  const { app } = await serveFilled();
  const examples = app.routes.flatMap(({ ok }) => (ok.schema && ok.example ? [[ok.schema, ok.example] as const] : []));

  expect(examples.length).toBeGreaterThan(2);
  for (const [name, example] of examples) {
    expect(z.safeParse(z.strictObject(answerSchemas[name].shape), example)).toMatchObject({ success: true });
  }
});

it('violations() notices what does not fit', async () => {
  const { document } = await serveFilled();
  const { schemas } = document.components;

  const found = violations(
    schemas,
    { $ref: '#/components/schemas/ResolutionAnswer' },
    {
      ...resolution({ name: 'a' }),
      client: 'podman',
      revision: 1.5,
    },
  );

  expect(found.map(({ at }) => at)).toEqual(['.client', '.revision', '.findings', '.sources']);
});
