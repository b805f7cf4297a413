import { expect, it } from 'vitest';
import { gatewaysFault } from '../../../../../src/core/docker/config/values/addresses.ts';
import { evaluateDocker } from '../../../../../src/core/docker/start.ts';
import { dockerd } from '../../../../builders.ts';

const unable = 'unable to configure the Docker daemon with file /d.json: ';
const merged = `${unable}merged configuration validation from file and command line flags failed: `;
const which = "must use either 'https://' or 'http://'";

function messageOf(config: object, version: string, flags: readonly string[] = []): string | undefined {
  return evaluateDocker(dockerd({ text: JSON.stringify(config), version, flags, configFile: '/d.json' })).error
    ?.message;
}

/** What dockerd 20.10, 26.1 and 28.5 printed; undefined where it started. */
it.each<[object, string | undefined, string | undefined, string | undefined]>([
  [
    { 'registry-mirrors': ['a.b'] },
    'invalid mirror: unsupported scheme "" in "a.b"',
    'invalid mirror: unsupported scheme "" in "a.b"',
    `${merged}invalid mirror: no scheme specified for "a.b": ${which}`,
  ],
  [
    { 'registry-mirrors': ['ftp://a.b'] },
    'invalid mirror: unsupported scheme "ftp" in "ftp://a.b"',
    'invalid mirror: unsupported scheme "ftp" in "ftp://a.b"',
    `${merged}invalid mirror: unsupported scheme "ftp" in "ftp://a.b": ${which}`,
  ],
  [
    { 'registry-mirrors': ['https://a.b/x'] },
    'invalid mirror: path, query, or fragment at end of the URI "https://a.b/x"',
    undefined,
    undefined,
  ],
  [
    { 'registry-mirrors': ['https://u:p@a.b'] },
    'invalid mirror: username/password not allowed in URI "https://u:xxxxx@a.b"',
    'invalid mirror: username/password not allowed in URI "https://u:xxxxx@a.b"',
    `${merged}invalid mirror: username/password not allowed in URI "https://u:xxxxx@a.b"`,
  ],
  [
    { 'registry-mirrors': ['http://a b'] },
    'invalid mirror: "http://a b" is not a valid URI',
    'invalid mirror: "http://a b" is not a valid URI: parse "http://a b": invalid character " " in host name',
    `${merged}invalid mirror: "http://a b" is not a valid URI: parse "http://a b": invalid character " " in host name`,
  ],
  [
    { 'insecure-registries': ['http://a.b', 'a:5000', '10.0.0.0/8', '::1', '[::1]:5'] },
    undefined,
    undefined,
    undefined,
  ],
  [
    { 'insecure-registries': ['x', 'a.b/x'] },
    'insecure registry a.b/x is not valid: invalid host "a.b/x"',
    'insecure registry a.b/x is not valid: invalid host "a.b/x"',
    'insecure registry a.b/x is not valid: invalid host "a.b/x"',
  ],
  [
    { 'insecure-registries': ['a.b:99999'] },
    'insecure registry a.b:99999 is not valid: invalid port "99999"',
    'insecure registry a.b:99999 is not valid: invalid port "99999"',
    'insecure registry a.b:99999 is not valid: invalid port "99999"',
  ],
  [
    { 'allow-nondistributable-artifacts': ['http://x'] },
    "allow-nondistributable-artifacts registry http://x should not contain '://'",
    "allow-nondistributable-artifacts registry http://x should not contain '://'",
    undefined,
  ],
  [
    { 'default-shm-size': 'x' },
    `${unable}invalid size: 'x'`,
    `${unable}invalid size: 'x'`,
    `${unable}invalid JSON: invalid size: 'x'`,
  ],
  [
    { 'default-shm-size': 64 },
    `${unable}invalid size: "64"`,
    `${unable}invalid size: "64"`,
    `${unable}invalid JSON: invalid size: "64"`,
  ],
  [
    { 'exec-opts': ['native.cgroupdriver=x'] },
    'native.cgroupdriver option x not supported',
    'native.cgroupdriver option x not supported',
    'native.cgroupdriver option x not supported',
  ],
  [{ 'exec-opts': ['x=y'] }, undefined, undefined, `${merged}invalid exec-opt (x=y): unknown option: 'x'`],
  [
    { ip6tables: true },
    'ip6tables rules are only available if experimental features are enabled',
    'ip6tables rules are only available if experimental features are enabled',
    undefined,
  ],
])('evaluateDocker() knows what releases of dockerd say about %j', (config, old, middle, recent) => {
  const said = ['20.10.24', '26.1.5', '28.5.2'].map((version) => messageOf(config, version));

  expect(said).toEqual([old, middle, recent]);
});

it('evaluateDocker() takes a size as it is written, with its escapes', () => {
  const text = '{"default-shm-size": "\\u0036"}';
  const said = ['20.10.24', '28.5.2'].map(
    (version) => evaluateDocker(dockerd({ text, version, configFile: '/d.json' })).error?.message,
  );

  expect(said).toEqual([
    `${unable}invalid size: '\\u0036'`,
    `${unable}invalid JSON: strconv.ParseFloat: parsing "\\\\u0036": invalid syntax`,
  ]);
});

it('evaluateDocker() knows addresses at which dockerd does not listen, as of dockerd 24', () => {
  const hosts = (host: string) => messageOf({ hosts: ['fd://', host] }, '26.1.5');

  expect(hosts('foo://x')).toBe(`${merged}invalid bind address (foo://x): unsupported proto 'foo'`);
  expect(hosts('tcp://a/b')).toBe(`${merged}invalid bind address (tcp://a/b): should not contain a path element`);
  expect(hosts('a b')).toBe(
    `${merged}invalid bind address (a b): parse "tcp://a b": invalid character " " in host name`,
  );
  expect(hosts('a:b')).toBe(`${merged}invalid bind address (a:b): parse "tcp://a:b": invalid port ":b" after host`);
  expect(hosts('a:0')).toBe(`${merged}invalid bind address (a:0): invalid port: 0`);
  expect(['', 'unix:///x', 'tcp://[::1]:2376', ':1', 'a'].map(hosts)).toEqual(new Array(5).fill(undefined));
});

it.each([
  { 'registry-mirrors': ['https://u:SECRET@a.b/?x'] },
  { 'registry-mirrors': ['ftp://u:SECRET@a.b'] },
  { 'registry-mirrors': ['u:SECRET@a.b'] },
  { 'registry-mirrors': ['https://u:SEC/SECRET@a.b'] },
  { 'registry-mirrors': ['https://u:SECRET@a.b:x'] },
  { 'registry-mirrors': ['https://u:SECRET@a b'] },
  { 'insecure-registries': ['u:SECRET@a.b:5000'] },
  { 'insecure-registries': ['ftp://u:SECRET@a.b'] },
  { 'insecure-registries': ['u:SECRET@a-'] },
])('evaluateDocker() does not show the password in %j', (config) => {
  for (const version of ['20.10.24', '26.1.5', '28.5.2']) {
    const message = messageOf(config, version);

    expect(message).toContain('u:xxxxx@');
    expect(message).not.toContain('SECRET');
  }
});

it('evaluateDocker() does not show secrets of flags, and of what a flag and the file give', () => {
  const token = { 'log-opts': { 'splunk-token': 'SECRET', tag: '1' } };

  expect(messageOf({}, '26.1.5', ['--registry-mirror=https://u:SECRET@a.b'])).toBe(
    'invalid argument "https://u:xxxxx@a.b" for "--registry-mirror" flag: ' +
      'invalid mirror: username/password not allowed in URI "https://u:xxxxx@a.b"',
  );
  expect(messageOf(token, '26.1.5', ['--log-opt=splunk-token=SECRET'])).toContain(
    'log-opts: (from flag: map[splunk-token:xxxxx], from file: map[splunk-token:xxxxx tag:1])',
  );
  expect(
    messageOf({ 'insecure-registries': ['u:SECRET@a'] }, '26.1.5', [
      '--insecure-registry=b',
      '--insecure-registry=u:SECRET@c',
    ]),
  ).toContain('insecure-registries: (from flag: [b u:xxxxx@c], from file: [u:xxxxx@a])');
});

it('evaluateDocker() takes the option about control groups that counts', () => {
  const driver = (...options: readonly string[]) =>
    ['26.1.5', '28.5.2'].map((version) =>
      messageOf({ 'exec-opts': options.map((one) => `native.cgroupdriver=${one}`) }, version),
    );
  const wrong = 'native.cgroupdriver option x not supported';

  expect(driver('systemd', 'x')).toEqual([undefined, wrong]);
  expect(driver('x', 'systemd')).toEqual([wrong, undefined]);
  expect(driver(' systemd ')).toEqual([undefined, undefined]);
  expect(driver('none')[1]).toBe('native.cgroupdriver option none is internally used and cannot be specified manually');
});

it.each([
  ['1'.repeat(60_000), '26.1.5'],
  [`${'1'.repeat(60_000)}x1`, '28.5.2'],
  [`${'1'.repeat(60_000)}.1.1`, '20.10.24'],
  [`${'1.'.repeat(30_000)}x`, '26.1.5'],
])('evaluateDocker() reads a very long size at once', (size, version) => {
  const started = performance.now();
  messageOf({ 'default-shm-size': size }, version);

  expect(performance.now() - started).toBeLessThan(1000);
});

it('evaluateDocker() knows options that exclude each other, in the file and in flags', () => {
  const bridge = 'You specified -b & --bip, mutually exclusive options. Please specify only one';
  const isolated =
    'You specified --iptables=false with --icc=false. ICC=false uses iptables to function. Please set --icc or --iptables to true';

  expect(messageOf({ bip: '10.0.0.1/24' }, '26.1.5', ['--bridge=br0'])).toBe(bridge);
  expect(messageOf({ icc: false }, '26.1.5', ['--iptables=false'])).toBe(isolated);
  expect(messageOf({}, '26.1.5', ['--icc=false'])).toBeUndefined();
});

it('evaluateDocker() checks values of flags as they are parsed', () => {
  const invalid = (value: string, flag: string) => `invalid argument "${value}" for "${flag}" flag: `;

  expect(messageOf({}, '26.1.5', ['--registry-mirror=a.b'])).toBe(
    `${invalid('a.b', '--registry-mirror')}invalid mirror: unsupported scheme "" in "a.b"`,
  );
  expect(messageOf({}, '28.5.2', ['--default-shm-size=5q'])).toBe(
    `${invalid('5q', '--default-shm-size')}invalid suffix: 'q'`,
  );
  expect(messageOf({}, '28.5.2', ['-H', 'foo://x'])).toBe(
    `${invalid('foo://x', '-H, --host')}invalid bind address (foo://x): unsupported proto 'foo'`,
  );
});

it.each([
  [['', ''], 'IPv6'],
  [['', '::1'], 'IPv6'],
  [['', '::ffff:10.0.0.1'], 'IPv6'],
  [['10.0.0.1', '10.0.0.2', '::1', '::2'], 'IPv4'],
  [['::1', '::2', '10.0.0.1', '10.0.0.2'], 'IPv6'],
])('gatewaysFault() says of %j what dockerd 28.5.2 says', (values, kind) => {
  expect(gatewaysFault(values)).toBe(`only one ${kind} host gateway IP address can be specified`);
});

it.each([[['', '10.0.0.1']], [['10.0.0.1', '::ffff:10.0.0.1']], [['10.0.0.1']], [[]]])(
  'gatewaysFault() takes %j, as dockerd 28.5.2 does',
  (values) => {
    expect(gatewaysFault(values)).toBeUndefined();
  },
);
