import { readFileSync } from 'node:fs';
import type { DaemonFile } from './daemon-files.ts';

/** A configuration of the vectors: what a daemon made of it once is not looked at here, a real one is asked again. */
interface Recorded {
  readonly id: string;
  readonly daemon_json: string | null;
  readonly args: readonly string[];
}

const vectors = new URL('../../fixtures/vectors/', import.meta.url);
const { cases } = read<{ cases: readonly Recorded[] }>('docker_runtimes.json');
const { variants } = read<{ variants: readonly Recorded[] }>('dockerd_e2e.json');

/** Paths that stood for the recording machine's own. */
const inMachine = (text: string) => text.replaceAll('$ORACLE-nonexistent', '/no/such').replaceAll('$DIR', '/srv');

const recorded = [...cases, ...variants].map(({ id, daemon_json, args }) => ({
  id,
  config: daemon_json === null ? null : inMachine(daemon_json),
  args: args.map(inMachine),
}));

/**
 * A default runtime with arguments is looked for by dockerd as it starts. Which PATH it will have nobody can tell before:
 * a bare name is here one that every PATH has, or none.
 */
const defaults = [
  '/no/such/runtime',
  'no-such-runtime',
  './oci-a',
  '/srv',
  '/srv/elsewhere/closed',
  '/usr/local/bin/oci-a',
  'runc',
].flatMap((path) =>
  [[], ['x']].map((runtimeArgs) => ({
    id: `default ${path} ${runtimeArgs.join()}`,
    config: JSON.stringify({ runtimes: { a: { path, runtimeArgs } }, 'default-runtime': 'a' }),
  })),
);

/** The script of a runtime with arguments has its name. */
const scripts = ['.', '..', '', 'a/', 'a/../b', '/', 'a\0b', 'é'.repeat(128), 'n'.repeat(183), 'n'.repeat(194)].map(
  (name) => ({
    id: `script ${name}`,
    config: JSON.stringify({ runtimes: { [name]: { path: '/bin/true', runtimeArgs: ['x'] } } }),
  }),
);

/** Values that dockerd reads, and with which it may not start. */
export const values = [
  ...[
    ...[
      'https://a.b/',
      'https://a.b/x',
      'a.b',
      'a.b:5000',
      '10.0.0.1:5000',
      'ftp://a.b',
      'https://a.b?x=1',
      'https://u:p@a.b',
      '',
    ],
    ...['https://u@a', 'http://a b', 'http://a:x', ':x', 'HTTPS://a', 'https://a/#x'],
  ].map((mirror) => ({ 'registry-mirrors': [mirror] })),
  ...[
    ...[
      'http://a.b',
      'a.b:5000',
      '10.0.0.0/8',
      'a.b/x',
      '-a',
      'a.b:99999',
      'https://',
      '10.0.0.0/99',
      '',
      'ftp://a',
      '[::1]:5',
      '::1',
      'a_b',
      'a..b',
      'a:b',
    ],
  ].map((registry) => ({ 'insecure-registries': ['x', registry] })),
  ...['http://a', 'a/b', 'a:70000', '10.0.0.0/8'].map((registry) => ({
    'allow-nondistributable-artifacts': [registry],
  })),
  ...['64m', 'x', '1.5g', '-1', '1.2.3'].map((size) => ({ 'default-shm-size': size })),
  ...['native.cgroupdriver=x', 'native.cgroupdriver=', 'Native.CgroupDriver=y', 'a=b', 'x'].map((option) => ({
    'exec-opts': [option],
  })),
  ...[
    ['native.cgroupdriver=cgroupfs', 'native.cgroupdriver=x'],
    ['native.cgroupdriver=x', 'native.cgroupdriver=cgroupfs'],
    [' native.cgroupdriver = cgroupfs '],
    ['native.cgroupdriver=none'],
    ['isolation=x'],
    ['Foo=x'],
    [' =x'],
    ['native.cgroupdriver= '],
  ].map((options) => ({ 'exec-opts': options })),
  ...[
    { enabled: true, defaultKeepStorage: '20 gigs' },
    { enabled: true, defaultKeepStorage: '20GB', policy: [{ keepStorage: 'x' }] },
    { enabled: true, policy: [{ all: true }] },
    { policy: [{ keepStorage: 'x' }] },
    { enabled: true, policy: [{ reservedSpace: '1', maxUsedSpace: 'y', keepStorage: '1' }] },
  ].map((gc) => ({ builder: { gc } })),
  { 'registry-mirrors': ['https://<my-docker-mirror-host>'] },
  { bip: '10.0.0.1/24' },
  { icc: false },
  { ip6tables: true },
  { 'registry-mirrors': ['x'], runtimes: { a: {} } },
  { 'insecure-registries': ['x/y'], bip: 'x', icc: false },
].map((config) => ({ id: `values ${JSON.stringify(config)}`, config: JSON.stringify(config) }));

/** What else can be wrong with a text, with additional flags, or with the names of its members. */
const others = [
  '[]',
  '"x"',
  '1',
  'null',
  '{',
  '{}x',
  '{}\n{}',
  '// comment\n{}',
  '\ufeff',
  ' \n',
  '{"nope":1}',
  '{"nope":1,"never":{}}',
  '{"nested":{"nope":1}}',
  '{"iptables":true}',
  '{"bridge":"none","storage-driver":"vfs"}',
  '{"Runtimes":{"a":{"path":"/bin/true"}}}',
  '{"Default-Runtime":"runc"}',
  '{"runtimes":{"a":{"path":"/bin/true"}},"runtimes":null}',
  '{"runtimes":{"a":{"path":"/bin/true"}},"runtimes":{"a":{"runtimeType":"b.c"}}}',
  '{"runtimes":{"a":{"path":"\\ud800"}}}',
  '{"runtimes":{"a":{"path":1}}}',
  '{"runtimes":{"a":{"runtimeArgs":[1]}}}',
  '{"runtimes":{"a":null}}',
  '{"runtimes":{"a":{"path":"/bin/true","runtimeArgs":null,"runtimeType":null}}}',
  '{"default-runtime":".a.b"}',
  '{"default-runtime":"runc "}',
  '{"features":{"a":"b"}}',
  '{"features":true}',
].map((config) => ({ id: config, config }));

/** Flags next to a file: the file may not set the same options, and may not always depend on them. */
const withFlags = ['--add-runtime=a=/bin/true', '--default-runtime=a', '--default-runtime=b'].flatMap((flag) =>
  [
    '{"default-runtime":"a"}',
    '{"runtimes":{"b":{"path":"/bin/true"}}}',
    '{"runtimes":{"b":{"path":"/bin/true"}},"default-runtime":"a"}',
    '{"runtimes":{"a":{"path":"/bin/true"}},"default-runtime":"a"}',
  ].map((config) => ({ id: `${flag} ${config}`, config, args: [flag] })),
);

/** Values of `options` that fit no field, or one that few know. */
const shimOptions = ['["x"]', '[]', '[1]', '[["x"]]', '"x"', 'true', '{}', '{"a":1}', '[{}]'].flatMap((value) =>
  ['BinaryName', 'ConfigBody'].map((field) => {
    const runtimeType = field === 'BinaryName' ? 'io.containerd.runc.v2' : 'x.y';
    const config = `{"runtimes":{"a":{"runtimeType":"${runtimeType}","options":{"${field}":${value}}}}}`;
    return { id: config, config };
  }),
);

/** Configurations that a dockerd may start with, or may not. */
export const startFiles: readonly DaemonFile[] = distinct([
  ...recorded,
  ...defaults,
  ...values,
  ...scripts,
  ...others,
  ...withFlags,
  ...shimOptions,
]);

function distinct(files: readonly DaemonFile[]): readonly DaemonFile[] {
  return [...new Map(files.map((file) => [JSON.stringify([file.config, file.args]), file])).values()];
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, vectors), 'utf8')) as T;
}
