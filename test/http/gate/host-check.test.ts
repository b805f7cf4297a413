import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { createHostCheck, isLoopback } from '../../../src/http/gate/host-check.ts';
import { ask, askJson, serve } from '../serving.ts';

const tcp = { unix: false, localAddress: '192.0.2.7' };
const check = createHostCheck(['Shim.Example.org', 'other.example:8080', '2001:db8::1']);

it.each([
  'localhost',
  'localhost:7446',
  'LOCALHOST:1',
  'localhost.',
  '127.0.0.1:7446',
  '127.9.9.9',
  '[::1]:7446',
  '[::1]',
  '192.0.2.7:7446',
  'shim.example.org:7446',
  'other.example',
  '[2001:DB8::1]:80',
])('createHostCheck() accepts %s', (host) => {
  expect(check(host, tcp)).toBe(true);
});

it.each([
  undefined,
  '',
  'evil.example',
  'evil.example:7446',
  'localhost.evil.example',
  'evil.localhost',
  '127.0.0.1.evil.example',
  '127.0.0.1evil',
  'localhost:7446:7446',
  'localhost:abc',
  'localhost/evil',
  'evil@localhost',
  'localhost evil',
  'localhost, evil.example',
  '192.0.2.8',
  '[::1',
  '::1',
  '[localhost]',
  '__proto__',
  '\u0130',
  // A local network may have a host of that name.
  'docker',
  'api.moby.localhost',
])('createHostCheck() refuses %j', (host) => {
  expect(check(host, tcp)).toBe(false);
});

it('createHostCheck() knows an IPv4 address mapped into IPv6', () => {
  expect(check('192.0.2.7', { unix: false, localAddress: '::ffff:192.0.2.7' })).toBe(true);
});

it.each([undefined, '', 'localhost', 'docker', 'api.moby.localhost'])(
  'createHostCheck() lets %j in on a unix socket',
  (host) => {
    expect(check(host, { unix: true })).toBe(true);
  },
);

it('createHostCheck() refuses other names on a unix socket too', () => {
  expect(check('evil.example', { unix: true })).toBe(false);
});

it.each([
  ['127.0.0.1', true],
  ['127.255.0.9', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['128.0.0.1', false],
  ['0.0.0.0', false],
  ['::', false],
  ['::2', false],
])('isLoopback() says of %s %j', (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});

it('a strange Host is a 403 problem that names --allowed-host, on every route', async () => {
  const { port } = await serve();

  for (const path of ['/', '/livez', '/v1/runtimes', '/v1/events', '/nothing']) {
    const { status, headers, json } = await askJson(port, path, { headers: { Host: 'evil.example' } });

    expect([path, status]).toEqual([path, 403]);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(json['detail']).toBe('Host "evil.example" is not allowed: start shimdex with --allowed-host evil.example');
  }
});

it.each([
  ['evil.example:9643', 'evil.example'],
  ['evil.example;reboot', 'NAME'],
  ['$(reboot)', 'NAME'],
  ['-x', 'NAME'],
])('the refusal of the Host %j names %j as the option', async (host, name) => {
  const { port } = await serve();

  const { json } = await askJson(port, '/livez', { headers: { Host: host } });

  expect(json['detail']).toBe(`Host "${host}" is not allowed: start shimdex with --allowed-host ${name}`);
});

it('two Host headers are a 400', async () => {
  const { port } = await serve();
  const socket = connect(port, '127.0.0.1');

  socket.end('GET /livez HTTP/1.1\r\nHost: localhost\r\nhost: evil.example\r\nConnection: close\r\n\r\n');

  expect((await text(socket)).split('\r\n')[0]).toBe('HTTP/1.1 400 Bad Request');
});

it('an allowed name is answered', async () => {
  const { port } = await serve({ allowedHosts: ['shim.example'] });

  const { status } = await ask(port, '/livez', { headers: { Host: 'shim.example:80' } });

  expect(status).toBe(200);
});

it.each(['http://localhost/livez', '*', '/v1/resolve?name=\u00fc'])(
  'the request target %s is a 400',
  async (target) => {
    const { port } = await serve();

    const { status } = await ask(port, target, {
      headers: { Host: 'localhost' },
      method: target === '*' ? 'OPTIONS' : 'GET',
    });

    expect(status).toBe(400);
  },
);
