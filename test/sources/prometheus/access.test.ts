import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { loadHttpConfig } from '../../../src/sources/prometheus/http-config/http-config-file.ts';
import { PrometheusClient } from '../../../src/sources/prometheus/prometheus-client.ts';
import { Authority } from '../../e2e/certificates.ts';
import { temporaryDirectory } from '../../http/serving.ts';
import { type Answering, startDouble, vector } from './prometheus-double.ts';

/** The deadline is generous: a busy machine is slow. */
const limits = { deadlineMs: 20_000, bytes: 1024 * 1024 };

/** A client with the configuration in `text`. */
function clientWith(url: string, text: string): PrometheusClient {
  const file = join(temporaryDirectory(), 'http.yml');
  writeFileSync(file, text);
  const loaded = loadHttpConfig(file);
  if (!loaded.ok) throw new Error(loaded.message);
  return new PrometheusClient(url, limits, () => loaded.config);
}

it('PrometheusClient sends the configured headers, each value on its own', async () => {
  const { url, questions } = await startDouble((_question, response) => vector(response, []));
  const text =
    'bearer_token: t\nhttp_headers: {X-Scope-OrgID: {values: [a|b]}, X-Two: {values: [1, 2]}, Accept: {values: [x]}}';

  await clientWith(url, text).query('up');

  expect(questions[0]?.headers).toMatchObject({
    authorization: 'Bearer t',
    'x-scope-orgid': 'a|b',
    'x-two': '1, 2',
    accept: 'x',
    'content-type': 'application/x-www-form-urlencoded',
  });
});

const redirectTo =
  (status: number, location: string): Answering =>
  ({ path }, response) =>
    path === '/end' ? vector(response, []) : void response.writeHead(status, { Location: location }).end();

it.each([307, 308])('PrometheusClient follows a redirect with the status %i on the same host', async (status) => {
  const { url, questions } = await startDouble(redirectTo(status, '/end'));

  expect(await clientWith(url, 'bearer_token: t').query('up')).toMatchObject({ ok: true });
  expect(questions.map(({ path }) => path)).toEqual(['/api/v1/query', '/end']);
  expect(questions[1]?.headers.authorization).toBe('Bearer t');
  expect(questions[1]?.form.get('query')).toBe('up');
});

it('PrometheusClient sends nothing to another host', async () => {
  const other = await startDouble((_question, response) => vector(response, []));
  const { url } = await startDouble(redirectTo(307, `${other.url}/end`));

  expect(await clientWith(url, 'bearer_token: t').query('up')).toMatchObject({
    ok: false,
    message: expect.stringMatching(/^redirects to "http:\/\/127\.0\.0\.1:\d+", which does not receive the credentials/),
  });
  expect(other.questions).toEqual([]);
});

it.each<[text: string, status: number, location: string, message: string]>([
  ['follow_redirects: false', 307, '/end', 'answered with the status 307'],
  ['', 302, '/end', 'redirects with the status 302, which drops the query: write the address it leads to'],
  ['', 307, '/again', 'redirects more than 10 times'],
  ['', 307, 'http://[', 'answered with the status 307'],
])('PrometheusClient with %j does not follow a redirect with the status %i to %s', async (text, ...given) => {
  const [status, location, message] = given;
  const { url } = await startDouble(redirectTo(status, location));

  const answer = await clientWith(url, text).query('up');

  expect(answer).toMatchObject({ ok: false, kind: 'garbage', message: expect.stringContaining(message) });
});

/** A TLS server that hands decrypted requests to a double; reports the name and the certificate of each client. */
async function startTlsProxy(options: ServerOptions) {
  const { port: behind } = await startDouble((_question, response) => vector(response, []));
  const clients: (readonly [name: unknown, certificate: string | undefined, version: string | null])[] = [];
  const server = createServer(options, (incoming, outgoing) => {
    const socket = incoming.socket as TLSSocket & { readonly servername?: string | false };
    clients.push([socket.servername, socket.getPeerX509Certificate()?.subject, socket.getProtocol()]);
    const { url: path, method = 'POST', headers } = incoming;
    incoming.pipe(
      request({ port: behind, path, method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(outgoing);
      }),
    );
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : 0, clients };
}

it('PrometheusClient verifies a TLS proxy and shows its own certificate', async () => {
  const authority = new Authority(join(temporaryDirectory(), 'ca'));
  const own = authority.sign('serverAuth', 'DNS:prometheus.example,IP:192.0.2.1');
  const client = authority.sign('clientAuth', 'DNS:shimdex.example');
  const [ca, cert, key] = [authority.cert, own.cert, own.key].map((file) => readFileSync(file));
  const open = await startTlsProxy({ cert, key, maxVersion: 'TLSv1.2' });
  const closed = await startTlsProxy({ cert, key, ca, requestCert: true, rejectUnauthorized: true });
  const ask = ({ port }: { port: number }, tls: string) =>
    clientWith(`https://127.0.0.1:${port}`, `tls_config: {${tls}}`).query('up');
  const trusting = `ca_file: ${authority.cert}`;
  const named = `${trusting}, server_name: prometheus.example`;

  expect(await ask(open, '')).toMatchObject({
    kind: 'unreachable',
    message: expect.stringMatching(
      /^has a certificate of an unknown authority \(\w+\): write it as tls_config\.ca_file/,
    ),
  });
  expect(await ask(open, trusting)).toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining("IP: 127.0.0.1 is not in the cert's list"),
  });
  expect(await ask(open, `${trusting}, server_name: other.example`)).toMatchObject({ kind: 'unreachable' });
  expect(await ask(open, `${named}, min_version: TLS13`)).toMatchObject({ kind: 'unreachable' });
  expect(open.clients).toEqual([]);
  expect(await ask(open, named)).toMatchObject({ ok: true });
  expect(await ask(open, `${trusting}, server_name: 192.0.2.1`)).toMatchObject({ ok: true });
  expect(await ask(open, 'insecure_skip_verify: true')).toMatchObject({ ok: true });
  expect(open.clients).toEqual([
    ['prometheus.example', undefined, 'TLSv1.2'],
    [false, undefined, 'TLSv1.2'],
    [false, undefined, 'TLSv1.2'],
  ]);

  expect(await ask(closed, named)).toMatchObject({ ok: false });
  expect(closed.clients).toEqual([]);
  expect(await ask(closed, `${named}, cert_file: ${client.cert}, key_file: ${client.key}`)).toMatchObject({ ok: true });
  expect(closed.clients).toEqual([['prometheus.example', 'CN=clientAuth', 'TLSv1.3']]);
});
