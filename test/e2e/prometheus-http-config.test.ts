import { once } from 'node:events';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { runShimdex } from '../cli/run-shimdex.ts';
import { temporaryDirectory } from '../http/serving.ts';
import { Authority } from './certificates.ts';
import { FleetHost } from './fleet-host.ts';
import { type Prometheus, startPrometheus } from './prometheus-server.ts';

const patient = { timeout: 20_000, interval: 100 };
const tenant = 'team-a|team-b';

/** A TLS proxy in front of Prometheus, as of Mimir or a managed Prometheus: it demands a tenant and a bearer token. */
async function startProxy(prometheus: Prometheus, authority: Authority) {
  const { cert, key } = authority.sign('serverAuth', 'DNS:prometheus.example');
  const proxy = { port: 0, token: 'first-s3cret' };
  const { port: behind } = new URL(prometheus.url);
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (incoming, outgoing) => {
    const { url: path = '', method = 'POST', headers } = incoming;
    const { authorization, 'x-scope-orgid': org, ...passed } = headers;
    if (org !== tenant) return void outgoing.writeHead(401).end('no org id');
    if (authorization !== `Bearer ${proxy.token}`) return void outgoing.writeHead(403).end('wrong token');
    const asked = { port: behind, path: path.replace('/tenants', ''), method, headers: passed };
    incoming.pipe(
      request(asked, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(outgoing);
      }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return Object.assign(proxy, { port: typeof address === 'object' && address !== null ? address.port : 0 });
}

it('the fleet page works behind a proxy that demands a header, a token and TLS, and survives a rotated token', async () => {
  const host = new FleetHost();
  const reporting = await host.serve('--containerd-version=2.0.0');
  const prometheus = await startPrometheus([`127.0.0.1:${reporting.port}`]);
  const directory = temporaryDirectory();
  const authority = new Authority(join(directory, 'ca'));
  const proxy = await startProxy(prometheus, authority);
  const rotate = (token: string) => {
    writeFileSync(join(directory, 'token.new'), `${token}\n`);
    renameSync(join(directory, 'token.new'), join(directory, 'token'));
  };
  rotate(proxy.token);
  const file = join(directory, 'prometheus-http.yml');
  writeFileSync(
    file,
    `authorization: {credentials_file: token}
http_headers: {X-Scope-OrgID: {values: ["${tenant}"]}}
tls_config: {ca_file: ca/ca.pem, server_name: prometheus.example}
`,
  );
  const url = `--prometheus-url=https://127.0.0.1:${proxy.port}/tenants`;
  const service = await host.serve('--containerd-version=2.0.0', url, `--prometheus-http-config=${file}`);
  const fleet = async () => {
    const response = await fetch(`http://127.0.0.1:${service.port}/v1/fleet/summary`);
    return { status: response.status, body: await response.json() };
  };

  await vi.waitFor(async () => {
    expect(await fleet()).toMatchObject({ status: 200, body: { hosts: 1, reporting: 1, warnings: [] } });
  }, patient);

  proxy.token = 'second-s3cret';
  expect(await fleet()).toMatchObject({
    status: 502,
    body: { detail: expect.stringContaining('refused the question with the status 403') },
  });

  rotate(proxy.token);
  expect(await fleet()).toMatchObject({ status: 200 });

  writeFileSync(file, `authorization: {credentials: ${proxy.token}}`);
  expect(await fleet()).toMatchObject({
    status: 502,
    body: { detail: expect.stringContaining('has a certificate of an unknown authority') },
  });

  const shown = [service.log(), await service.get('/metrics'), await service.get('/v1/fleet'), await service.get('/')];
  expect(shown.join('\n')).not.toContain('s3cret');
  expect(service.log()).toContain('HTTP configuration of Prometheus read again');
}, 60_000);

it('serve refuses an http_config that Prometheus refuses, with status 2', async () => {
  const file = join(temporaryDirectory(), 'http.yml');
  writeFileSync(file, 'bearer_token: s3cret\nbasic_auth: {username: a}\n');

  const { status, stderr } = await runShimdex([
    'serve',
    '--listen=127.0.0.1:0',
    '--prometheus-url=http://127.0.0.1:1',
    `--prometheus-http-config=${file}`,
  ]);

  expect(status).toBe(2);
  expect(stderr).toContain('at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured');
  expect(stderr).not.toContain('s3cret');
});
