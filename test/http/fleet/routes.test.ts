import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { answerSchemas } from '../../../src/http/answer/schemas.ts';
import { PrometheusClient } from '../../../src/sources/prometheus/prometheus-client.ts';
import { type Answering, json, startDouble, vector } from '../../sources/prometheus/prometheus-double.ts';
import { ask, askJson, serve } from '../serving.ts';

type Rows = readonly (readonly [Readonly<Record<string, string>>, number])[];

/** Answers a question by the first of `rows` whose text it holds. */
function answerBy(rows: Readonly<Record<string, Rows>>): Answering {
  return ({ form }, response) => {
    const query = form.get('query') ?? '';
    const found = Object.keys(rows).find((text) => query.includes(text));
    vector(response, found === undefined ? [] : (rows[found] ?? []));
  };
}

/** The deadline is generous where a test is not about it: a busy machine is slow. */
async function serveFleet(answering: Answering, deadlineMs = 20_000) {
  const { url, questions } = await startDouble(answering);
  const { port } = await serve({ prometheus: new PrometheusClient(url, { deadlineMs, bytes: 1 << 20 }) });
  return { port, questions };
}

const instances = ['a', 'b', 'c'].map((instance) => [{ instance, job: 'shimdex' }, 1] as const);

const fleet = answerBy({
  'group by (instance, nodename, target, containerd_version, docker_version)': [
    [{ instance: 'b', nodename: 'build-02', target: 'default' }, 1],
  ],
  'up{job=': [[{ __name__: 'up', instance: 'd', job: 'shimdex' }, 0]],
  'last_over_time(': [[{ instance: 'd', job: 'shimdex' }, 1]],
  'group without': instances,
  node_exporter: [],
  'severity="high"': [[{ instance: 'b', code: 'docker-config-refused', severity: 'high' }, 1]],
  'code=~': [[{ instance: 'b', code: 'shim-unusable' }, 1]],
  shimdex_default_runtime_available: [
    [{ instance: 'b', runtime: 'crun' }, 1],
    [{ instance: 'c', runtime: 'kata' }, 1],
  ],
  shimdex_runtime_findings: [[{ instance: 'b', runtime: 'runc', code: 'shim-unusable', severity: 'medium' }, 1]],
  shimdex_runtime_unavailable_reason: [[{ instance: 'b', runtime: 'runc', reason: 'not-executable' }, 1]],
  'count by (containerd_version, docker_version)': [[{ containerd_version: '1.7.24', docker_version: '' }, 3]],
  'count_values by (runtime)': [
    [{ runtime: 'runc', available: '1' }, 2],
    [{ runtime: 'runc', available: '0' }, 1],
  ],
  'group by (binary)': [[{ binary: 's' }, 1]],
  shimdex_shim_info: ['a', 'b', 'd'].map((instance) => [{ instance, binary: 's', path: '/s' }, 1]),
  shimdex_runtime_available: [
    [{ instance: 'a', runtime: 'runc' }, 1],
    [{ instance: 'b', runtime: 'runc' }, 0],
  ],
});

it('GET /v1/fleet/hosts says which hosts can start a runtime, which cannot and why, and which are silent', async () => {
  const { port } = await serveFleet(fleet);

  const { status, json: body } = await askJson(port, '/v1/fleet/hosts?runtime=runc');

  expect(status).toBe(200);
  expect(body).toMatchObject({
    runtime: 'runc',
    counts: { can: 1, cannot: 2, reporting: 0, silent: 1, findings: 1, 'default-unavailable': 2 },
    total: 4,
    hosts: [
      { instance: 'a', state: 'can', path: '/s' },
      {
        instance: 'b',
        name: 'build-02',
        state: 'cannot',
        reason: 'unavailable',
        unavailable: 'not-executable',
        causes: ['shim-unusable'],
        path: '/s',
        brokenDefault: 'crun',
      },
      { instance: 'c', state: 'cannot', reason: 'not-known', causes: [] },
      { instance: 'd', state: 'silent', reason: 'unreachable' },
    ],
  });
});

it.each([
  ['state=cannot', ['b', 'c'], 2],
  ['state=silent', ['d'], 1],
  ['state=findings', ['b'], 1],
  ['state=default-unavailable', ['b', 'c'], 2],
  ['offset=1&limit=2', ['b', 'c'], 4],
  ['state=cannot&offset=1', ['c'], 2],
  ['offset=9', [], 4],
])('GET /v1/fleet/hosts?%s answers %j', async (query, expected, total) => {
  const { port } = await serveFleet(fleet);

  const { json: body } = await askJson(port, `/v1/fleet/hosts?runtime=runc&${query}`);

  expect((body['hosts'] as { instance: string }[]).map(({ instance }) => instance)).toEqual(expected);
  expect(body['total']).toBe(total);
});

it.each([
  ['state=can', '"can" and "cannot" need "runtime", too'],
  ['state=cannot', '"can" and "cannot" need "runtime", too'],
  ['state=reporting&runtime=runc', 'with "runtime", write "can" or "cannot" for the hosts that report'],
])('GET /v1/fleet/hosts?%s is refused, because no host could be in the answer', async (query, why) => {
  const { port } = await serveFleet(fleet);

  const { status, json } = await askJson(port, `/v1/fleet/hosts?${query}`);

  expect(status).toBe(400);
  expect(json).toMatchObject({ detail: `Cannot use parameter "state": ${why}`, parameter: 'state' });
});

it('GET /v1/fleet/hosts?state=reporting answers the hosts that are not silent', async () => {
  const { port } = await serveFleet(fleet);

  expect((await askJson(port, '/v1/fleet/hosts?state=reporting')).json['total']).toBe(3);
});

it('GET /v1/fleet/hosts without a runtime asks about none', async () => {
  const { port, questions } = await serveFleet(fleet);

  const { json: body } = await askJson(port, '/v1/fleet/hosts');

  expect(body['counts']).toMatchObject({ reporting: 3, silent: 1 });
  expect(questions.map(({ form }) => form.get('query')).join()).not.toContain('shimdex_runtime_available');
});

it('GET /v1/fleet/summary, /runtimes and /versions give the figures', async () => {
  const { port } = await serveFleet(fleet);

  const answers = await Promise.all(
    ['summary', 'runtimes', 'versions?runtime=runc'].map((path) => askJson(port, `/v1/fleet/${path}`)),
  );

  expect(answers.map(({ json: body }) => body)).toEqual([
    {
      hosts: 4,
      reporting: 3,
      silent: { unreachable: 1, gone: 0, 'not-looking': 0 },
      highFindings: 1,
      defaultUnavailable: 2,
      warnings: [],
    },
    { reporting: 3, runtimes: [{ runtime: 'runc', can: 2, known: 3 }], warnings: [] },
    {
      runtime: 'runc',
      shims: [{ binary: 's', path: '/s', hosts: 2 }],
      containerd: [{ version: '1.7.24', hosts: 3 }],
      docker: [{ hosts: 3 }],
      warnings: [],
    },
  ]);
});

it.each([
  ['/v1/fleet', 'Fleet'],
  ['/v1/fleet/summary', 'FleetSummary'],
  ['/v1/fleet/runtimes', 'FleetRuntimes'],
  ['/v1/fleet/versions?runtime=runc', 'FleetVersions'],
  ['/v1/fleet/hosts?runtime=runc', 'FleetHosts'],
] as const)('GET %s answers as %s describes it', async (path, name) => {
  const { port } = await serveFleet(fleet);

  const { json: body } = await askJson(port, path);

  expect(answerSchemas[name].strict().safeParse(body)).toMatchObject({ success: true });
});

it('GET /v1/fleet/hosts is compressed for clients that accept gzip', async () => {
  const { port } = await serveFleet(fleet);

  const { headers, bytes } = await ask(port, '/v1/fleet/hosts', { headers: { 'accept-encoding': 'gzip' } });

  expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding', 'cache-control': 'no-store' });
  expect(JSON.parse(gunzipSync(bytes).toString())).toMatchObject({ total: 4 });
});

it('labels, the runtime and the time reach Prometheus as values, and nothing else does', async () => {
  const { port, questions } = await serveFleet(fleet);
  const hostile = '"} or up{a="';
  const query = new URLSearchParams({ runtime: hostile, label: `zone=${hostile},cluster=eu`, time: '1700000000.5' });

  const { status } = await ask(port, `/v1/fleet/versions?${query}`);

  expect(status).toBe(200);
  const [first] = questions.filter(({ form }) => form.get('query')?.includes('shimdex_shim_info'));
  expect(first?.form.get('query')).toContain(String.raw`zone="\"} or up{a=\"",cluster="eu"`);
  expect(first?.form.get('time')).toBe('1700000000.5');
});

it.each([
  ['/v1/fleet/hosts?query=up', 'query'],
  ['/v1/fleet/hosts?label=up', 'label'],
  ['/v1/fleet/hosts?label=__name__=up', 'label'],
  ['/v1/fleet/hosts?label=a=b&label=c=d', 'label'],
  ['/v1/fleet/hosts?state=odd', 'state'],
  ['/v1/fleet/hosts?limit=0', 'limit'],
  ['/v1/fleet/hosts?limit=1e3', 'limit'],
  ['/v1/fleet/hosts?limit=20001', 'limit'],
  ['/v1/fleet/hosts?offset=-1', 'offset'],
  ['/v1/fleet/summary?time=now', 'time'],
  ['/v1/fleet/versions?state=can', 'state'],
])('GET %s is a 400 that names the parameter, and Prometheus is not asked', async (path, parameter) => {
  const { port, questions } = await serveFleet(fleet);

  const { status, json: body } = await askJson(port, path);

  expect([status, body['parameter']]).toEqual([400, parameter]);
  expect(questions).toEqual([]);
});

it.each<[status: number, detail: string, answering: Answering]>([
  [
    502,
    'Cannot answer about the fleet: Prometheus refused the question (execution): many-to-many',
    (_question, response) => json(response, 422, { status: 'error', errorType: 'execution', error: 'many-to-many' }),
  ],
  [
    502,
    'Cannot answer about the fleet: Prometheus answered with something that is not an answer of Prometheus',
    (_question, response) => void response.end('hello'),
  ],
  [504, 'Cannot answer about the fleet: Prometheus did not answer completely within 0.4 s', () => undefined],
])('GET /v1/fleet/summary is a %i that says: %s', async (expected, detail, answering) => {
  const { port } = await serveFleet(answering, detail.endsWith('within 0.4 s') ? 400 : undefined);

  const { status, headers, json: body } = await askJson(port, '/v1/fleet/summary');

  expect([status, headers['content-type']]).toEqual([expected, 'application/problem+json']);
  expect(body['detail']).toBe(detail);
});

it('one failed query out of several fails the answer', async () => {
  const { port } = await serveFleet((question, response) =>
    question.form.get('query')?.includes('shimdex_findings')
      ? json(response, 503, { status: 'error', errorType: 'timeout', error: 'query timed out' })
      : fleet(question, response),
  );

  expect((await ask(port, '/v1/fleet/summary')).status).toBe(504);
  expect((await ask(port, '/v1/fleet/runtimes')).status).toBe(200);
});

it('what Prometheus remarks is passed on once', async () => {
  const { port } = await serveFleet((_question, response) => vector(response, [], ['one store did not answer']));

  const { json: body } = await askJson(port, '/v1/fleet/summary');

  expect(body).toMatchObject({ hosts: 0, warnings: ['one store did not answer'] });
});

it('without a Prometheus GET /v1/fleet says so, and the rest is a 404 that names the option', async () => {
  const { port } = await serve();

  expect((await askJson(port, '/v1/fleet')).json).toEqual({ prometheus: false });
  for (const path of ['summary', 'runtimes', 'versions?runtime=a', 'hosts']) {
    const { status, json: body } = await askJson(port, `/v1/fleet/${path}`);
    expect([status, body['detail']]).toEqual([
      404,
      'Cannot answer about a fleet: start shimdex with --prometheus-url URL',
    ]);
  }
});
