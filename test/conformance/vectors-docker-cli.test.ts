import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finding, runtime } from '../builders.ts';
import { type Answer, ask } from '../http/serving.ts';
import { dockerClis, runDocker } from './docker-clients.ts';
import { type Facade, serveFacade } from './facade.ts';

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One run of docker CLI 28.2.2 against a server whose answers were made up for it. */
interface Case {
  readonly id: string;
  readonly command: readonly string[];
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly requests: readonly Request[];
}

const vectors = join(import.meta.dirname, '..', 'fixtures', 'vectors', 'docker_cli.json');
const { cases }: { cases: readonly Case[] } = JSON.parse(readFileSync(vectors, 'utf8'));

/** Runs whose outcome is about a server that is broken in a way ours is not; their requests are answered all the same. */
const leftOut: Readonly<Record<string, string>> = {
  'no-routes': 'the server has no route at all',
  'ping-500': 'the server is sick',
  'api-1.12': 'the server speaks a version that nobody speaks any more',
  'api-garbage': 'the server advertises what is no version',
  'server-errors': 'the server adds a field that only CLIs have',
  'info-500-json': 'the server fails',
  'info-500-json-format': 'the server fails',
  'info-500-text': 'the server fails, and not in JSON',
  'info-500-empty': 'the server fails without a word',
  'info-400-json-with-text-content-type': 'the server calls its JSON text',
  'info-json-without-message': 'the server fails without a message',
  'info-not-json': 'the server answers no JSON',
  'info-content-type-text': 'the server calls its JSON text',
  'runtimes-array': 'the server answers with a wrong type',
  'runtimes-null-member': 'the server answers with a wrong type',
  'runtimes-string-member': 'the server answers with a wrong type',
  'float-memtotal': 'the server answers with a wrong type',
  'empty-info': 'the server knows nothing',
  'runtimes-all-fields': 'the server has a runtime of its own',
  'version-empty': 'the server knows nothing',
  'version-404': 'the server lacks the route',
  'events-json-seq': 'the server streams what the CLI does not read',
  'events-garbage': 'the server streams no JSON',
  'events-missing-fields': 'the server streams events without fields',
  'events-404': 'the server lacks the route',
  'events-filters': 'the server does not filter',
  'events-blank-lines': 'the server separates events in another way',
  'events-concatenated-ndjson-type': 'the server separates events in another way',
  'create-400-runtime': 'the server makes containers',
};

/** What is served: the runtimes of the recorded servers. */
const foo = runtime({ name: 'io.containerd.foo.v1' });
const runc = runtime({ name: 'runc', origin: 'stock', ociRuntime: { path: 'runc', args: [] } });
const served = { runtimes: [foo, runc] };

/** The façade's status for a recorded request. */
function expectedStatus({ method, url }: Request): number {
  const [, version, path] = /^(?:\/v([^/]+))?(\/[^?]*)/.exec(url) ?? [];
  const reads = method === 'GET' || (method === 'HEAD' && path === '/_ping');
  if (!reads || !['/_ping', '/info', '/version', '/events'].includes(path ?? '') || version === 'x.y') return 404;
  return version === '1.12' ? 400 : 200;
}

it('every case that is left out is a case', () => {
  const ids = cases.map(({ id }) => id);

  expect(Object.keys(leftOut).filter((id) => !ids.includes(id))).toEqual([]);
});

it.each(cases)('$id: each request is answered, with the headers of an Engine', async ({ requests }) => {
  const facade = await serveFacade(served);

  for (const request of requests) {
    const answer = await replay(facade, request);

    expect([request.url, answer.status]).toEqual([request.url, expectedStatus(request)]);
    expect(answer.headers).toMatchObject({ 'api-version': '1.51', ostype: 'linux', server: 'shimdex/0.0.0 (linux)' });
    const type = request.url.endsWith('/_ping') ? 'text/plain; charset=utf-8' : 'application/json';
    expect(answer.headers['content-type']).toBe(type);
  }
});

/** Sends a recorded request as it was sent, but for an end to streams, and for a body of its own. */
function replay({ port, socket }: Facade, { method, url, headers }: Request): Promise<Answer> {
  const { 'Content-Length': _, Host: host = '', ...others } = headers;
  const ended = url.endsWith('/events') ? `${url}?until=1` : url;
  const asking = { method, headers: { ...others, Host: host }, ...(method === 'POST' ? { body: '{}' } : {}) };
  return host === '127.0.0.1:PORT'
    ? ask(port, `/docker${ended}`, { ...asking, headers: { ...others, Host: `127.0.0.1:${port}` } })
    : ask(socket, ended, asking);
}

const clis = await dockerClis();

/** What the CLI of another version does otherwise than the one that was recorded. */
interface Otherwise {
  /** Runs it cannot make, and why. */
  readonly leftOut: Readonly<Record<string, string>>;
  /** Labels and members that it does not print. */
  readonly lacks: ReadonlySet<string>;
  /** How it says the last words of an error. */
  readonly words: (stderr: string) => string;
}

/** Since 28, a CLI ends an error with a line of its own. */
const wordsBefore28 = (stderr: string) => stderr.replace(/\n\nRun '(.*)' for more information\n$/, ".\nSee '$1'.\n");

const otherwise: Readonly<Record<string, Otherwise>> = {
  '20.10.24': {
    leftOut: { 'nice-system-info-json': 'the format "json" came with 23' },
    lacks: new Set([' Version', 'CDISpecDirs']),
    words: wordsBefore28,
  },
  '26.1.5': { leftOut: {}, lacks: new Set(), words: wordsBefore28 },
};
const asRecorded: Otherwise = { leftOut: {}, lacks: new Set(), words: (stderr) => stderr };

describe.each(clis)('docker $version at $path', (cli) => {
  const { leftOut: impossible, lacks, words } = otherwise[cli.version] ?? asRecorded;
  const told = cases.filter(({ id }) => leftOut[id] === undefined && impossible[id] === undefined);

  it.each(told)('$id: what is printed has all that was recorded', async ({ id, command, exit, stdout, stderr }) => {
    const findings = id === 'warnings' ? [finding({ severity: 'high' }), finding({ severity: 'medium' })] : [];
    const facade = await serveFacade({ ...served, findings });
    facade.reader.show({ ...served, findings }, [{ kind: 'runtime', action: 'create', key: foo.name, after: foo }]);
    const host = command.includes('unix://$SOCK') ? facade.hosts[1] : facade.hosts[0];
    const past = command.includes('events') ? ['--since', '1', '--until', '1704067300'] : [];

    const outcome = await runDocker(cli, ['-H', host, ...command.slice(3), ...past]);

    expect(outcome.status).toBe(exit);
    const recorded = properties(stdout).filter((property) => !lacks.has(property));
    expect(recorded.filter((property) => !properties(outcome.stdout).includes(property))).toEqual([]);
    if (exit !== 0) expect(outcome).toMatchObject({ stdout, stderr: words(stderr) });
    expect(outcome.stderr.split('\n')).toHaveLength(words(stderr).split('\n').length);
  });
});

/** Lines of a server that has nothing to say of its swarm, and facts of the one who built a server. */
const notOurs: ReadonlySet<string> = new Set([
  '  NodeID',
  '  Is Manager',
  '  Node Address',
  '  GitCommit',
  'BuildTime',
  'KernelVersion',
]);

/** What to look for in an output, whatever its values are: members of JSON, labels of text, the runtimes themselves. */
function properties(stdout: string): readonly string[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.flatMap((line) => {
    if (line.startsWith('{')) return membersOf(JSON.parse(line)).filter((member) => !notOurs.has(member));
    if (line.startsWith(' Runtimes:')) return line.trim().split(' ');
    if (/^\d{4}-\S+Z \w+ \w+ \S+ \(.*\)$/.test(line)) return ['an event'];
    const label = line.split(':')[0] ?? '';
    return notOurs.has(label) ? [] : [label];
  });
}

function membersOf(value: Readonly<Record<string, unknown>>): readonly string[] {
  const { Runtimes } = value;
  const names = typeof Runtimes === 'object' && Runtimes !== null ? Object.keys(Runtimes) : [];
  return [...Object.keys(value), ...names];
}
