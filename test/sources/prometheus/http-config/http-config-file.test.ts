import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadHttpConfig, openHttpConfigFile } from '../../../../src/sources/prometheus/http-config/http-config-file.ts';
import { Authority } from '../../../e2e/certificates.ts';
import { temporaryDirectory } from '../../../http/serving.ts';
import { promtool } from '../../../promtool.ts';

/** Writes a configuration into a directory with these files, and reads it. */
function load(text: string, files: Readonly<Record<string, string>> = {}) {
  return loadHttpConfig(write(text, files));
}

function write(text: string, files: Readonly<Record<string, string>> = {}): string {
  const directory = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  writeFileSync(join(directory, 'http.yml'), text);
  return join(directory, 'http.yml');
}

function headersOf(text: string, files: Readonly<Record<string, string>> = {}) {
  const loaded = load(text, files);
  return loaded.ok ? loaded.config.headers : loaded.message;
}

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

it.each<[text: string, headers: Readonly<Record<string, unknown>>]>([
  ['', {}],
  ['basic_auth:\nfollow_redirects: true\n', {}],
  ['basic_auth: {username: me, password: 0123}', { Authorization: basic('me:0123') }],
  ['basic_auth: {username_file: user, password_file: token}', { Authorization: basic('mé:s3cret') }],
  ['authorization: {credentials: abc}', { Authorization: 'Bearer abc' }],
  ['authorization: {type: " Token ", credentials_file: token}', { Authorization: 'Token s3cret' }],
  ['bearer_token: abc', { Authorization: 'Bearer abc' }],
  ['bearer_token_file: token', { Authorization: 'Bearer s3cret' }],
  ['http_headers: {x-scope-orgid: {values: [a|b]}}', { 'X-Scope-Orgid': ['a|b'] }],
  [
    'http_headers: {X-A: {values: [1], secrets: [two], files: [token]}, x-a: {values: [ü]}}',
    { 'X-A': ['1', 'two', 's3cret', 'Ã¼'] },
  ],
  ['http_headers: {X-A: {}}\nenable_http2: no\nproxy_from_environment: false', {}],
])('loadHttpConfig() makes the headers of %j', (text, headers) => {
  expect(headersOf(text, { token: ' s3cret\n', user: 'mé\n' })).toEqual(headers);
});

/** What Prometheus refuses, and the words for it; `true` where the promtool of the tests has the same words. */
const contradictions: readonly (readonly [text: string, message: string, sameWords: boolean])[] = [
  ['bearer_token: a\nbearer_token_file: t', 'at most one of bearer_token & bearer_token_file must be configured', true],
  [
    'basic_auth: {username: a}\nbearer_token: b',
    'at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured',
    true,
  ],
  [
    'authorization: {credentials: a}\nbearer_token: b',
    'authorization is not compatible with bearer_token & bearer_token_file',
    true,
  ],
  [
    'authorization: {credentials: a, credentials_file: t}',
    'at most one of authorization credentials & credentials_file must be configured',
    true,
  ],
  [
    'authorization: {type: BASIC, credentials: a}',
    'authorization type cannot be set to "basic", use "basic_auth" instead',
    true,
  ],
  [
    'authorization: {credentials: a}\nbasic_auth: {username: a}',
    'at most one of basic_auth, oauth2 & authorization must be configured',
    true,
  ],
  [
    'basic_auth: {username: a, password: b, password_file: t}',
    'at most one of basic_auth password, password_file & password_ref must be configured',
    false,
  ],
  [
    'basic_auth: {username: a, username_file: t}',
    'at most one of basic_auth username, username_file & username_ref must be configured',
    false,
  ],
  ['tls_config: {ca: a, ca_file: t}', 'at most one of ca, ca_file & ca_ref must be configured', false],
  [
    'tls_config: {cert_file: t}',
    'exactly one of key or key_file must be configured when a client certificate is configured',
    false,
  ],
  [
    'tls_config: {key_file: t}',
    'exactly one of cert or cert_file must be configured when a client key is configured',
    false,
  ],
  ['tls_config: {min_version: TLS9}', 'write TLS10, TLS11, TLS12 or TLS13', false],
  ['basic_auth: {user: a}', 'unknown key "basic_auth.user"; write one of username, username_file, password,', false],
  ['http_header: {}', 'unknown key "http_header"; write one of basic_auth, authorization, bearer_token,', false],
  ['tls_config: {ca_file: [a]}', 'tls_config.ca_file: write a text', false],
  ['tls_config: {insecure_skip_verify: maybe}', 'write true or false', false],
];

it.each(contradictions)('loadHttpConfig() refuses %j', (text, message) => {
  expect(headersOf(text, { t: 'x' })).toContain(message);
});

it('promtool refuses the same contradictions, in these words', () => {
  const configuration = (text: string) => {
    const indented = text.replace(/^/gm, '    ');
    return write(`scrape_configs:\n  - job_name: a\n${indented}\n`, { t: 'x' });
  };

  for (const [text, message, sameWords] of contradictions) {
    const { status, output } = promtool(['check', 'config', configuration(text)]);
    expect(status, text).toBe(1);
    if (sameWords) expect(output).toContain(message);
  }
  expect(promtool(['check', 'config', configuration('authorization: {credentials_file: t}')]).status).toBe(0);
});

it.each([
  ['oauth2: {client_id: a}', 'line 1: oauth2: is not supported; write authorization with a credentials_file'],
  ['\nproxy_url: http://a', 'line 2: proxy_url: is not supported, because shimdex connects directly'],
  ['no_proxy: a', 'no_proxy: is not supported'],
  ['proxy_connect_header: {a: [b]}', 'proxy_connect_header: is not supported'],
  ['proxy_from_environment: true', 'proxy_from_environment: is not supported'],
  [
    'basic_auth: {password_ref: a}',
    'basic_auth.password_ref: is not supported, because shimdex does not know secret managers',
  ],
  ['authorization: {}', 'authorization: it has no credentials; write credentials_file'],
  ['http_headers: {authorization: {values: [a]}}', 'setting header "Authorization" is not allowed'],
  ['http_headers: {transfer-encoding: {values: [chunked]}}', 'setting header "Transfer-Encoding" is not allowed'],
  ['http_headers: {"a b": {values: [a]}}', 'a key is not the name of an HTTP header'],
  ['http_headers: {X-A: a}', 'http_headers.X-A: write keys and their values'],
  ['http_headers: {X-A: {value: a}}', 'unknown key "http_headers.X-A.value"; write one of values, secrets, files'],
  ['http_headers: {X-A: {values: ["a\\nb"]}}', 'it has a character that a header of HTTP cannot have'],
  ['http_headers: {X-A: {files: [absent]}}', 'http_headers.X-A.files "'],
  ['bearer_token_file: two-lines', 'bearer_token: it has a character that a header of HTTP cannot have'],
  ['bearer_token_file: .', 'it is not a regular file; write the path of one'],
  ['tls_config: {ca_file: two-lines}', 'tls_config: unable to use specified CA cert; write PEM certificates'],
  ['tls_config: {cert: a, key: b}', 'tls_config: unable to use specified client cert & key'],
  ['tls_config: {min_version: TLS13, max_version: TLS12}', 'no version of TLS is left'],
])('loadHttpConfig() refuses %j, because shimdex does not do it or nobody can', (text, message) => {
  expect(headersOf(text, { 'two-lines': 'a\nb' })).toContain(message);
});

it('loadHttpConfig() repeats no secret', () => {
  for (const text of [
    'bearer_token: hunter2: hunter2',
    'bearer_token: !hunter2',
    'bearer_token: "a" hunter2',
    'bearer_token: *hunter2',
    'bearer_token: |hunter2',
    'bearer_token: {a: hunter2}',
    'bearer_token: [hunter2]',
    'bearer_token: "hunter2\\n"',
    'hunter2',
    'bearer_token: hunter2\nbearer_token_file: secret',
    'bearer_token: "\\0hunter2"',
    'basic_auth: {password: hunter2, passwort: a}',
    'bearer_token_file: secret',
    'tls_config: {cert: hunter2, key: hunter2}',
    'tls_config: {ca: hunter2}',
    'http_headers: {X-A: {secrets: {a: hunter2}}}',
    'http_headers: {X-A: {files: [secret]}}',
    'http_headers: {hunter2 hunter2: {}}',
  ]) {
    const loaded = load(text, { secret: 'hunter2\nhunter2' });
    expect(loaded.ok, text).toBe(false);
    expect(JSON.stringify(loaded), text).not.toContain('hunter2');
  }
});

it('openHttpConfigFile() reads the file and the files that it names again when they change', () => {
  const file = write('authorization: {credentials_file: t/token}\nfollow_redirects: false');
  const directory = join(file, '..', 't');
  mkdirSync(directory);
  const rotate = (token: string) => {
    writeFileSync(join(directory, 'new'), token);
    renameSync(join(directory, 'new'), join(directory, 'token'));
  };
  rotate('one');
  const events: string[] = [];
  const opened = openHttpConfigFile(file, {
    onReload: () => void events.push('read again'),
    onInvalid: (problem) => void events.push(problem),
  });
  const authorization = () => opened.current().headers['Authorization'];

  expect(authorization()).toBe('Bearer one');
  expect(opened.current().followRedirects).toBe(false);
  expect(opened.current()).toBe(opened.current());

  rotate('two');
  expect(authorization()).toBe('Bearer two');

  rmSync(join(directory, 'token'));
  expect(authorization()).toBe('Bearer two');

  rotate('three');
  expect(authorization()).toBe('Bearer three');

  writeFileSync(file, 'bearer_token: [');
  expect(authorization()).toBe('Bearer three');

  writeFileSync(file, 'bearer_token: four');
  expect(authorization()).toBe('Bearer four');
  expect(events).toEqual([
    'read again',
    expect.stringContaining('authorization.credentials_file'),
    'read again',
    expect.stringContaining('it is not valid YAML'),
    'read again',
  ]);
});

it('openHttpConfigFile() refuses an invalid file at once', () => {
  const listener = { onReload: () => undefined, onInvalid: () => undefined };

  expect(() => openHttpConfigFile('/absent/http.yml', listener)).toThrow(
    'Cannot use --prometheus-http-config "/absent/http.yml": ENOENT',
  );
});

it('loadHttpConfig() reads certificates, and finds a key of another certificate', () => {
  const authority = new Authority(join(temporaryDirectory(), 'ca'));
  const [one, other] = [authority.sign('clientAuth', 'DNS:one'), authority.sign('clientAuth', 'DNS:other')];
  const tls = (key: string) => `tls_config: {ca_file: ${authority.cert}, cert_file: ${one.cert}, key_file: ${key}}`;

  expect(load(tls(one.key))).toMatchObject({
    ok: true,
    config: { tls: { ca: [expect.stringContaining('BEGIN')], minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } },
    files: [expect.stringContaining('http.yml'), authority.cert, one.cert, one.key],
  });
  expect(load(tls(other.key))).toMatchObject({
    ok: false,
    message: expect.stringContaining('unable to use specified client cert & key'),
  });
});
