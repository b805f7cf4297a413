import { describe, expect, it } from 'vitest';
import { finding, host, runtime } from '../builders.ts';
import { type Answer, ask } from '../http/serving.ts';
import { type Case, cases, type Request } from './docker-cli-cases.ts';
import { apiVersionOf, type DockerCli, dockerClis, runDocker } from './docker-clients.ts';
import { type Facade, serveFacade } from './facade.ts';

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

/** What is served: the runtimes of the recorded servers, and what they call themselves. */
const foo = runtime({ name: 'io.containerd.foo.v1' });
const runc = runtime({ name: 'runc', origin: 'stock', ociRuntime: { path: 'runc', args: [] } });
const { containerd, docker } = host();
const served = {
  host: host({
    name: 'shimdex',
    docker: { ...docker, version: '0.1.0' },
    containerd: { ...containerd, version: '1.7' },
  }),
  runtimes: [foo, runc],
};

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
  /** How it prints runtimes. */
  readonly prints: (stdout: string) => string;
  /** How it says the last words of an error. */
  readonly words: (stderr: string) => string;
  /** What it asks for in the place of what was recorded. */
  readonly asks: (requests: readonly string[]) => readonly string[];
}

const asRecorded: Otherwise = {
  leftOut: {},
  lacks: new Set(),
  prints: (stdout) => stdout,
  words: (stderr) => stderr,
  asks: (requests) => requests,
};

const before28: Otherwise = {
  ...asRecorded,
  // Since 28 an error ends with a line of its own.
  words: (stderr) => stderr.replace(/\n\nRun '(.*)' for more information\n$/, ".\nSee '$1'.\n"),
  // The name of an official image is sent as it was typed.
  asks: (requests) => requests.map((request) => request.replace('docker.io%2Flibrary%2F', '')),
};

const otherwise: Readonly<Record<string, Otherwise>> = {
  '20.10.24': {
    ...before28,
    leftOut: { 'nice-system-info-json': 'the format "json" came with 23' },
    lacks: new Set([' Version:', 'CDISpecDirs']),
    // It knows no runtime without a path.
    prints: (stdout) => stdout.replaceAll('"io.containerd.foo.v1":{}', '"io.containerd.foo.v1":{"path":""}'),
    // Before it pulls, it asks the Engine for its registry.
    asks: (requests) =>
      before28.asks(requests).flatMap((request) => {
        return request.includes('/images/create?') ? ['GET /v1.41/info', request] : [request];
      }),
  },
  '26.1.5': before28,
};

const past = ['--since', '1', '--until', '1704067300'];
const warnings = [
  finding({ severity: 'high', message: 'one', code: 'a' }),
  finding({ severity: 'high', message: 'two', code: 'b' }),
];

/** Runs a recorded command here; events are those of the past, for else they would not end. */
async function runHere(cli: DockerCli, { id, command }: Case) {
  const inventory = { ...served, findings: id === 'warnings' ? warnings : [] };
  const facade = await serveFacade(inventory);
  facade.reader.show(inventory, [{ kind: 'runtime', action: 'create', key: foo.name, after: foo }]);
  const address = command.includes('unix://$SOCK') ? facade.hosts[1] : facade.hosts[0];
  const outcome = await runDocker(cli, ['-H', address, ...command.slice(3), ...(isEndless(command) ? past : [])]);
  return { ...outcome, asked: facade.asked() };
}

function isEndless(command: readonly string[]): boolean {
  return command.includes('events') && !command.includes('--until');
}

/** Who is not answered `HEAD /_ping` asks again and in other ways; the façade answers, and with its version. */
function requestsHere({ command, requests }: Case, apiVersion: string): readonly string[] {
  const query = isEndless(command) ? '?since=1&until=1704067300' : '';
  const others = requests.filter(({ url }) => url !== '/_ping');
  const here = others.map(({ method, url }) => `${method} ${url.replace(/^\/v[^/]+/, `/v${apiVersion}`)}${query}`);
  return ['HEAD /_ping', ...here];
}

describe.each(clis)('docker $version at $path', (cli) => {
  const { leftOut: impossible, lacks, prints, words, asks } = otherwise[cli.version] ?? asRecorded;
  const told = cases.filter(({ id }) => leftOut[id] === undefined && impossible[id] === undefined);
  // Of the one left out, what follows hangs on what the server makes.
  const asking = cases.filter(({ id }) => id !== 'create-400-runtime');

  /** What both tests of a case look at. */
  const runs = new Map<Case, ReturnType<typeof runHere>>();
  const runOnce = (recorded: Case) => {
    const run = runs.get(recorded) ?? runHere(cli, recorded);
    runs.set(recorded, run);
    return run;
  };

  it.each(asking)('$id: what is asked for is what was recorded', async (recorded) => {
    const { asked } = await runOnce(recorded);

    expect(asked).toEqual(asks(requestsHere(recorded, apiVersionOf(cli))));
  });

  it.each(told)('$id: what is printed has all that was recorded', async (recorded) => {
    const { id, exit, stdout, stderr } = recorded;

    const outcome = await runOnce(recorded);

    expect(outcome.status).toBe(exit);
    const properties = propertiesOf(prints(stdout)).filter((property) => !lacks.has(property));
    expect(properties.filter((property) => !propertiesOf(outcome.stdout).includes(property))).toEqual([]);
    if (exit !== 0) expect(outcome.stdout).toBe(stdout);
    const ours = 'WARNING: shimdex: one (a)\nWARNING: shimdex: two (b)\n';
    expect(outcome.stderr).toBe(id === 'warnings' ? ours : words(stderr));
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

/** Lines with another value here, and why. */
const otherHere: Readonly<Record<string, string>> = {
  Server: 'the platform has a name',
  ' Swarm': 'it is always said that there is none',
  '  API version': 'another one is spoken',
  '  Go version': 'of the one who built the server',
  '  Git commit': 'of the one who built the server',
  '  Built': 'of the one who built the server',
  '  OS/Arch': 'of the machine',
};

/** What to look for in an output: lines as they are, members of JSON, the runtimes themselves. */
function propertiesOf(stdout: string): readonly string[] {
  const [, client = '', server = stdout] = /^(Client:\n.*?\n)\n(.*)$/s.exec(stdout) ?? [];
  // The CLI says of itself what it likes.
  const labels = linesOf(client).map((line) => `${labelOf(line)}:`);
  return [...labels, ...linesOf(server).flatMap(propertiesOfLine)];
}

function propertiesOfLine(line: string): readonly string[] {
  if (line.startsWith('{')) return membersOf(JSON.parse(line)).filter((member) => !notOurs.has(member));
  // In any order.
  if (line.startsWith(' Runtimes:')) return [line.trim().split(' ').sort().join(' ')];
  if (/^\d{4}-\S+Z \w+ \w+ \S+ \(.*\)$/.test(line)) return ['an event'];
  const label = labelOf(line);
  if (notOurs.has(label)) return [];
  return [otherHere[label] === undefined ? line : `${label}:`];
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

function labelOf(line: string): string {
  return line.split(':')[0] ?? '';
}

/** Names of members; runtimes, and which is the default, with all their fields except the status, which is ours. */
function membersOf(value: Readonly<Record<string, unknown>>): readonly string[] {
  if ('runc' in value) return Object.entries(value).map(textOf);
  const { Runtimes, DefaultRuntime } = value;
  if (Runtimes === undefined) return Object.keys(value);
  return [...Object.keys(value), ...Object.entries({ Runtimes, DefaultRuntime }).map(textOf)];
}

function textOf([name, member]: [string, unknown]): string {
  return `${name}: ${JSON.stringify(member, (key, value) => (key === 'status' ? undefined : value))}`;
}
