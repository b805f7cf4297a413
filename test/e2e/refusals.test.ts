import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { hashSync } from 'bcryptjs';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { HostTree } from '../cli/host-tree.ts';
import { runShimdex } from '../cli/run-shimdex.ts';
import { eventually } from '../eventually.ts';
import { Authority, type Certificate } from './certificates.ts';
import { curl, type Fetched } from './curl.ts';
import { secret, startService } from './guarded-service.ts';

const users = `basic_auth_users:\n  tom: ${hashSync('right', 4)}\n`;

/** Every path that describes the host, and a few that only describe the service. */
const paths = ['/v1/runtimes', '/v1/inventory', '/v1/events', '/metrics', '/docker/info', '/', '/livez', '/nothing'];

/** Refused with this status, and nothing of what the host has is in the answer. */
function refused(status: number) {
  return { status, text: expect.not.stringContaining(secret) };
}

function withTls({ cert, key }: Certificate, more = ''): string {
  return `tls_server_config:\n  cert_file: ${cert}\n  key_file: ${key}\n${more}`;
}

it('a request under a wrong name is refused, on every path', async () => {
  const { port } = await startService(() => ['--listen=127.0.0.1:0']);

  for (const path of paths) {
    const url = `http://127.0.0.1:${port}${path}`;
    expect(await curl('--header', 'Host: evil.example', url)).toMatchObject(refused(403));
    expect(
      await curl('--resolve', `evil.example:${port}:127.0.0.1`, url.replace('127.0.0.1', 'evil.example')),
    ).toMatchObject(refused(403));
  }
});

it('a user without a password, with a wrong password or an unknown name is refused, on every path', async () => {
  const { port } = await startService((host) => ['--listen=127.0.0.1:0', webConfig(host, users)]);
  const at = (path: string) => `http://127.0.0.1:${port}${path}`;

  for (const path of paths) {
    const answer = await curl(at(path));
    expect(answer).toMatchObject(refused(401));
    expect(answer.text).toMatch(/\r\nWWW-Authenticate: Basic realm="shimdex"/);
  }
  for (const credentials of ['tom:wrong', 'nobody:right', 'tom:', ':', 'TOM:right']) {
    expect(await curl('--user', credentials, at('/v1/runtimes'))).toMatchObject(refused(401));
  }
  expect(await curl('--header', 'Authorization: Bearer x', at('/v1/runtimes'))).toMatchObject(refused(401));
  expect(await curl('--user', 'tom:right', '--header', 'Host: evil.example', at('/v1/runtimes'))).toMatchObject(
    refused(403),
  );
  expect(await curl('--user', 'tom:right', at('/v1/runtimes'))).toMatchObject({
    status: 200,
    text: expect.stringContaining(secret),
  });
  expect((await curl(at('/docker/info'))).text).toMatch(/\{"message":"[^"]+"\}\n$/);
});

it('a unix socket is guarded by who may open it, and by nothing else', async () => {
  const { host } = await startService((tree) => [`--listen=unix:${tree.at('s.sock')}`, webConfig(tree, users)]);

  const answer = await curl('--unix-socket', host.at('s.sock'), 'http://localhost/livez');

  expect(answer.status).toBe(200);
});

it('with client certificates asked for, who has none, or one of another authority or name, gets no answer', async () => {
  let ours: Authority | undefined;
  const { host, port, addresses } = await startService((tree) => {
    ours = new Authority(tree.at('ours'));
    const more = `  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ours/ca.pem\n  client_allowed_sans: [good.example]\n`;
    return [
      '--listen=127.0.0.1:0',
      webConfig(tree, withTls(ours.sign('serverAuth', 'DNS:localhost,IP:127.0.0.1'), more)),
    ];
  });
  const authority = ours ?? expect.unreachable();
  const ask = (client?: Certificate, ...more: readonly string[]) => {
    const identity = client === undefined ? [] : ['--cert', client.cert, '--key', client.key];
    return curl('--cacert', authority.cert, ...identity, ...more, `https://127.0.0.1:${port}/v1/inventory`);
  };
  const nothing = { exit: expect.not.toSatisfy((exit) => exit === 0), status: 0, text: '' };
  const stranger = new Authority(host.at('stranger')).sign('clientAuth', 'DNS:good.example');

  expect(addresses).toEqual([`https://127.0.0.1:${port}`]);
  await vi.waitFor(async () => {
    expect(await ask(authority.sign('clientAuth', 'DNS:good.example'))).toMatchObject({ exit: 0, status: 200 });
  }, 5_000);
  expect(await ask()).toMatchObject(nothing);
  expect(await ask(undefined, '--tls-max', '1.2')).toMatchObject(nothing);
  expect(await ask(stranger)).toMatchObject(nothing);
  expect(await ask(authority.sign('clientAuth', 'DNS:bad.example'))).toMatchObject(nothing);
  expect(await ask(authority.sign('serverAuth', 'DNS:good.example'))).toMatchObject(nothing);
  expect(await curl(`http://127.0.0.1:${port}/v1/inventory`)).toMatchObject(nothing);
});

it('a renewed certificate is served, a broken one is not', async () => {
  let authority: Authority | undefined;
  const { host, port, logged } = await startService((tree) => {
    authority = new Authority(tree.at('first'));
    return ['--listen=127.0.0.1:0', webConfig(tree, withTls(authority.sign('serverAuth', 'IP:127.0.0.1')))];
  });
  const first = authority ?? expect.unreachable();
  const second = new Authority(host.at('second'));
  const ask = (ca: Authority) => curl('--cacert', ca.cert, `https://127.0.0.1:${port}/livez`);
  expect(await ask(first)).toMatchObject({ exit: 0, status: 200 });
  expect(await ask(second)).toMatchObject({ exit: 60, status: 0 });

  webConfig(host, withTls(second.sign('serverAuth', 'IP:127.0.0.1')));

  expect(await ask(second)).toMatchObject({ exit: 0, status: 200 });
  expect(await ask(first)).toMatchObject({ exit: 60, status: 0 });
  const { cert } = first.sign('serverAuth', 'IP:127.0.0.1');
  for (const bad of [
    withTls({ cert, key: second.key }),
    'tls_server_config: [',
    withTls({ cert, key: '/missing' }),
    '',
  ]) {
    webConfig(host, bad);
    expect(await ask(second)).toMatchObject({ exit: 0, status: 200 });
  }
  await eventually(() => {
    const told = logged().filter(({ level }) => level === 'error');
    expect(told.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('do not work together'),
      expect.stringContaining('it is not valid YAML'),
      expect.stringContaining('ENOENT'),
      expect.stringContaining('restart it'),
    ]);
  });
});

it('a password that is changed holds from the next request on', async () => {
  const { host, port } = await startService((tree) => ['--listen=127.0.0.1:0', webConfig(tree, users)]);
  const ask = (user: string) => curl('--user', user, `http://127.0.0.1:${port}/livez`);
  expect((await ask('tom:right')).status).toBe(200);

  webConfig(host, `basic_auth_users:\n  ann: ${hashSync('new', 4)}\n`);

  expect((await ask('tom:right')).status).toBe(401);
  expect((await ask('ann:new')).status).toBe(200);
});

it('the headers of the web configuration win over those of shimdex', async () => {
  const config =
    'http_server_config:\n  headers:\n    Strict-Transport-Security: max-age=60\n    Content-Security-Policy: sandbox\n';
  const { port } = await startService((tree) => ['--listen=127.0.0.1:0', webConfig(tree, config)]);

  for (const path of ['/', '/v1/runtimes', '/nothing', '/docker/_ping']) {
    const { text } = await curl(`http://127.0.0.1:${port}${path}`);

    expect(text).toMatch(/\r\nStrict-Transport-Security: max-age=60\r\n/);
    expect(text.match(/^Content-Security-Policy: .*$/gim)).toEqual(['Content-Security-Policy: sandbox']);
  }
});

it('more requests than the rate limit lets through are refused', async () => {
  const config = 'rate_limit:\n  interval: 1h\n  burst: 2\n';
  const { port } = await startService((tree) => ['--listen=127.0.0.1:0', webConfig(tree, config)]);
  const answers: Fetched[] = [];

  for (const path of ['/livez', '/livez', '/v1/runtimes']) answers.push(await curl(`http://127.0.0.1:${port}${path}`));

  expect(answers).toMatchObject([{ status: 200 }, { status: 200 }, refused(429)]);
});

it.each(['tls', 'password'] as const)('with a %s it listens beyond loopback', async (kind) => {
  const { addresses } = await startService((tree) => {
    const text =
      kind === 'password' ? users : withTls(new Authority(tree.at('ca')).sign('serverAuth', 'DNS:localhost'));
    return ['--listen=0.0.0.0:0', webConfig(tree, text)];
  });

  expect(addresses[0]).toMatch(kind === 'tls' ? /^https:\/\/0\.0\.0\.0:/ : /^http:\/\/0\.0\.0\.0:/);
});

it.each([
  ['basic_auth_users: {}\n', '--insecure-listen'],
  ['tls_server_confg: {}\n', 'line 1: unknown key "tls_server_confg"; write one of tls_server_config,'],
  ['tls_server_config: {cert_file: missing.pem, key_file: missing.pem}\n', 'missing.pem'],
])('the web configuration %j is refused at the start, in one line', async (text, message) => {
  const { host } = await startService((tree) => [`--listen=unix:${tree.at('s.sock')}`]);

  const { status, stderr } = await runShimdex(['serve', '--listen=0.0.0.0:0', webConfig(host, text), ...host.options]);

  expect(status).toBe(2);
  expect(stderr).toMatch(/^shimdex: [^\n]+\n$/);
  expect(stderr).toContain(message);
});

it('headers that are too large are refused', async () => {
  const { port } = await startService(() => ['--listen=127.0.0.1:0']);

  const answer = await curl('--header', `X-Long: ${'x'.repeat(17_000)}`, `http://127.0.0.1:${port}/v1/inventory`);

  expect(answer).toMatchObject(refused(431));
});

it('a client that sends headers slowly, or nothing, is refused, and keeps nobody else waiting', async () => {
  const { port } = await startService(() => ['--listen=127.0.0.1:0']);
  const slow = await open(port);
  slow.socket.write('GET /v1/inventory HTTP/1.1\r\nHost: localhost\r\n');
  const drip = setInterval(() => slow.socket.write('X-A: b\r\n'), 500);
  onTestFinished(() => clearInterval(drip));
  const silent = await Promise.all(Array.from({ length: 300 }, () => open(port)));

  expect((await curl(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
  await vi.waitFor(() => expect(slow.closed()).toBe(true), 15_000);
  await vi.waitFor(() => expect(silent.every((one) => one.closed())).toBe(true), 15_000);

  expect(slow.text()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(slow.text()).not.toContain(secret);
  expect(silent[0]?.text()).toMatch(/^HTTP\/1\.1 408 /);
});

/** Writes the web configuration of a service, and returns the option for it. */
function webConfig(host: HostTree, text: string): string {
  host.file('web.yml', text);
  return `--web-config=${host.at('web.yml')}`;
}

interface Opened {
  readonly socket: Socket;
  closed(): boolean;
  text(): string;
}

async function open(port: number): Promise<Opened> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  let closed = false;
  socket.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  socket.once('error', () => {});
  socket.once('close', () => {
    closed = true;
  });
  await once(socket, 'connect');
  return { socket, closed: () => closed, text: () => text };
}
