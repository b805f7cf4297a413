import { expect, it } from 'vitest';
import { ConfigFileError } from '../../../../src/config-files/config-file-error.ts';
import { parseWebConfigDocument } from '../../../../src/http/gate/web-config/parse-document.ts';

const hash = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi';

it.each(['', '# nothing\n', '---\n', 'tls_server_config:\nbasic_auth_users: ~\nrate_limit: null\n', '{}'])(
  'parseWebConfigDocument() reads %j as nothing configured',
  (text) => {
    expect(parseWebConfigDocument(text)).toMatchObject({
      tls_server_config: { client_auth_type: '', min_version: 'TLS12', max_version: 'TLS13' },
      http_server_config: { http2: true, headers: {} },
      basic_auth_users: {},
      rate_limit: { interval: 0, burst: 0 },
    });
  },
);

it('parseWebConfigDocument() reads all that exporter-toolkit documents', () => {
  const document = parseWebConfigDocument(`
tls_server_config:
  cert_file: a.pem
  key_file: b.pem
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: c.pem
  client_allowed_sans: [prometheus.example, 192.0.2.1]
  min_version: TLS13
  max_version: TLS13
  cipher_suites: [TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
  prefer_server_cipher_suites: no
  curve_preferences: [X25519, CurveP256]
http_server_config:
  http2: off
  headers: {X-Frame-Options: deny, Strict-Transport-Security: max-age=31536000}
basic_auth_users:
  yes: ${hash}
  0123: ${hash}
rate_limit: {interval: 1m30s, burst: 20}
`);

  expect(document).toEqual({
    tls_server_config: {
      cert_file: 'a.pem',
      key_file: 'b.pem',
      client_auth_type: 'RequireAndVerifyClientCert',
      client_ca_file: 'c.pem',
      client_allowed_sans: ['prometheus.example', '192.0.2.1'],
      min_version: 'TLS13',
      max_version: 'TLS13',
      cipher_suites: ['TLS_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
      prefer_server_cipher_suites: false,
      curve_preferences: ['X25519', 'CurveP256'],
    },
    http_server_config: {
      http2: false,
      headers: { 'X-Frame-Options': 'deny', 'Strict-Transport-Security': 'max-age=31536000' },
    },
    basic_auth_users: { yes: hash, '0123': hash },
    rate_limit: { interval: 90_000, burst: 20 },
  });
});

it('parseWebConfigDocument() gives header values as Go sends them', () => {
  const text = `http_server_config:
  headers:
    Content-Security-Policy: |
      default-src 'self';
      frame-ancestors 'none'
    X-XSS-Protection: 日
`;

  expect(parseWebConfigDocument(text).http_server_config.headers).toEqual({
    'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'",
    'X-XSS-Protection': '\u00e6\u0097\u00a5',
  });
});

it('parseWebConfigDocument() follows anchors and merge keys', () => {
  const text = `basic_auth_users: &users\n  a: &hash ${hash}\n  b: *hash\n`;
  const merged = `tls_server_config:\n  <<: {cert_file: a}\n  key_file: b\n`;

  expect(parseWebConfigDocument(text).basic_auth_users).toEqual({ a: hash, b: hash });
  expect(parseWebConfigDocument(merged).tls_server_config).toMatchObject({ cert_file: 'a', key_file: 'b' });
});

it.each([
  ['tls_config: {}', 'line 1: unknown key "tls_config"; write one of tls_server_config, http_server_config,'],
  [
    '\ntls_server_config:\n  cert_fle: x\n',
    'line 3: unknown key "tls_server_config.cert_fle"; write one of cert, key,',
  ],
  ['http_server_config: {headers: {X-Powered-By: x}}', 'unknown key "http_server_config.headers.X-Powered-By"'],
  ['http_server_config: {headers: {X-Frame-Options: DENY}}', 'X-Frame-Options: write deny, sameorigin'],
  [
    'http_server_config:\n  headers:\n    X-XSS-Protection: "a\\u0001b"\n',
    'line 3: http_server_config.headers.X-XSS-Protection: write a value without control characters',
  ],
  ['tls_server_config: {client_auth_type: Sure}', 'client_auth_type: write one of NoClientCert, RequestClientCert'],
  ['tls_server_config: {min_version: TLSv1.2}', 'min_version: write TLS10, TLS11, TLS12 or TLS13'],
  ['tls_server_config: {cipher_suites: [RC4]}', 'cipher_suites.0: write TLS_AES_128_GCM_SHA256'],
  ['tls_server_config: {cipher_suites: RC4}', 'cipher_suites: write a list of'],
  ['tls_server_config: {prefer_server_cipher_suites: sure}', 'write true or false'],
  ['tls_server_config: {cert_file: [a]}', 'cert_file: write a text'],
  ['tls_server_config: nothing', 'tls_server_config: write keys and their values'],
  ['basic_auth_users:\n  tom: secret\n', 'line 2: basic_auth_users.tom: write a bcrypt hash'],
  ['basic_auth_users: {tom: null, ann: $2y$03$aaa}', 'basic_auth_users.ann: write a bcrypt hash'],
  ['rate_limit: {interval: often}', 'rate_limit.interval: write a duration'],
  ['rate_limit: {burst: -1}', 'rate_limit.burst: write a whole number'],
  ['basic_auth_users: {}\nbasic_auth_users: {}', 'line 2: a key is there twice'],
  ['a: [', 'it is not valid YAML'],
  ['a: 1\n---\nb: 2\n', 'it is not valid YAML'],
  ['just text', 'write keys and their values'],
  ['- a', 'write keys and their values'],
  ['a: *missing', 'its aliases do not resolve'],
])('parseWebConfigDocument() refuses %j', (text, message) => {
  expect(() => parseWebConfigDocument(text)).toThrow(ConfigFileError);
  expect(() => parseWebConfigDocument(text)).toThrow(message);
});

it('parseWebConfigDocument() repeats no secret', () => {
  for (const text of [
    'basic_auth_users: {tom: hunter2}',
    'tls_server_config: {key: [hunter2]}',
    'hunter2: hunter2: hunter2',
    '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n',
  ]) {
    expect(() => parseWebConfigDocument(text)).toThrow(/^(?!.*hunter2)/s);
  }
});

it('parseWebConfigDocument() is not blown up by aliases', () => {
  const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n}, `.repeat(9)}*l${n}]`);

  expect(() => parseWebConfigDocument(`l0: &l0 x\n${levels.join('\n')}`)).toThrow('aliases');
});
