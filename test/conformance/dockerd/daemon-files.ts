/** A configuration that a dockerd is started with. */
export interface DaemonFile {
  readonly id: string;
  readonly config: string | null;
  readonly args?: readonly string[];
}

const args = ['--log-format', 'json'];
const oci = '/usr/local/bin/oci-a';

/** Configurations that dockerd starts with; the test asks for the names that each defines, and for names that none defines. */
export const daemonFiles: readonly DaemonFile[] = [
  { id: 'no file', config: null },
  {
    id: 'paths',
    config: configuration({
      path: { path: oci },
      bare: { path: 'oci-b' },
      link: { path: '/usr/bin/../local/bin/oci-a' },
      'of dockerd': { path: 'oci-c' },
      'through a link': { path: '/srv/elsewhere/far/../behind' },
      missing: { path: '/no/such/runtime' },
      'missing bare': { path: 'no-such-runtime' },
      directory: { path: '/srv' },
      closed: { path: '/srv/elsewhere/closed' },
      'below a file': { path: '/srv/elsewhere/shim/more' },
      noscript: { path: '/srv/elsewhere/noscript' },
      relative: { path: './oci-a' },
      'my/slash': { path: oci },
      '/abs/configured': { path: oci },
      '.dotted': { path: oci },
      Upper: { path: oci },
      'sp ace': { path: oci },
    }),
  },
  {
    id: 'paths with arguments',
    config: configuration({
      args: { path: oci, runtimeArgs: args },
      'args bare': { path: 'oci-c', runtimeArgs: args },
      'args of containerd': { path: 'oci-b', runtimeArgs: args },
      'args through a link': { path: '/srv/elsewhere/far/../behind', runtimeArgs: args },
      'args missing': { path: '/no/such/runtime', runtimeArgs: args },
      'args missing bare': { path: 'no-such-runtime', runtimeArgs: args },
      'args below a file': { path: '/srv/elsewhere/shim/more', runtimeArgs: args },
      'args directory': { path: '/srv', runtimeArgs: args },
      'args closed': { path: '/srv/elsewhere/closed', runtimeArgs: args },
      'args relative': { path: './oci-a', runtimeArgs: args },
      'no args': { path: oci, runtimeArgs: [] },
    }),
  },
  {
    id: 'shims',
    config: configuration(
      {
        fake: { runtimeType: 'io.containerd.fake.v1' },
        alias: { runtimeType: 'fake.v1' },
        'by path': { runtimeType: '/srv/elsewhere/shim' },
        'by link': { runtimeType: '/srv/elsewhere/link' },
        'by path through a link': { runtimeType: '/srv/elsewhere/far/../far-shim' },
        'by closed path': { runtimeType: '/srv/elsewhere/closed' },
        'by missing path': { runtimeType: '/no/such/shim' },
        'by path below a file': { runtimeType: '/srv/elsewhere/shim/more' },
        'by directory': { runtimeType: '/srv' },
        'by garbage': { runtimeType: '/srv/elsewhere/garbage' },
        'by noscript': { runtimeType: '/srv/elsewhere/noscript' },
        'by shim path': { runtimeType: '/srv/elsewhere/containerd-shim-elsewhere-v1' },
        nodot: { runtimeType: 'nodot' },
        'runc as type': { runtimeType: 'runc' },
        'slash in type': { runtimeType: 'srv/io.containerd.fake.v1' },
        'dots first': { runtimeType: './io.containerd.fake.v1' },
        'dot first': { runtimeType: '.fake.v1' },
        space: { runtimeType: ' ' },
        'not installed': { runtimeType: 'io.containerd.notinstalled.v1' },
        'kata.v2': { runtimeType: 'io.containerd.fake.v1' },
        generic: { runtimeType: 'io.containerd.fake.v1', options: { TypeUrl: 'url', ConfigPath: '/etc/fake.toml' } },
      },
      'fake',
    ),
  },
  {
    id: "runc's shim with options",
    config: configuration({
      'oci by path': { runtimeType: 'io.containerd.runc.v2', options: { BinaryName: oci } },
      'oci by name': { runtimeType: 'io.containerd.runc.v2', options: { BinaryName: 'oci-b' } },
      'oci missing': { runtimeType: 'io.containerd.runc.v2', options: { BinaryName: '/no/such/runtime' } },
      'oci missing name': { runtimeType: 'io.containerd.runc.v2', options: { BinaryName: 'no-such-runtime' } },
      'oci closed': { runtimeType: 'io.containerd.runc.v2', options: { BinaryName: '/srv/elsewhere/closed' } },
      'oci empty': { runtimeType: 'io.containerd.runc.v2', options: { BinaryName: '' } },
      'oci otherwise': { runtimeType: 'io.containerd.runc.v2', options: { binaryname: '/no/such/runtime' } },
      'oci in no way': { runtimeType: 'io.containerd.runc.v2', options: { Binaryname: '/no/such/runtime' } },
      'oci of v1': { runtimeType: 'io.containerd.runc.v1', options: { BinaryName: oci } },
      'no options': { runtimeType: 'io.containerd.runc.v2' },
      'other prefix': { runtimeType: 'x.runc.v2', options: { BinaryName: '/no/such/runtime' } },
    }),
  },
  {
    id: 'names that are others',
    config: configuration(
      {
        'io.containerd.runc.v2': { runtimeType: 'io.containerd.fake.v1' },
        'io.containerd.fake.v1': { path: oci },
        'fake.v1': { runtimeType: 'io.containerd.second.v1' },
        'io.containerd.notinstalled.v1': { path: oci },
        'io.containerd.runtime.v1.linux': { path: oci },
        RUNC: { runtimeType: 'io.containerd.fake.v1' },
        'runc ': { runtimeType: 'io.containerd.fake.v1' },
        nodot: { runtimeType: 'io.containerd.fake.v1' },
        '/usr/bin/runc': { runtimeType: 'io.containerd.fake.v1' },
      },
      'io.containerd.second.v1',
    ),
  },
  {
    id: 'names that nobody expects',
    config: configuration({
      __proto__x: { path: oci },
      ['__proto__']: { runtimeType: 'io.containerd.fake.v1' },
      constructor: { runtimeType: 'io.containerd.fake.v1' },
      toString: { runtimeType: 'io.containerd.fake.v1' },
      日本: { runtimeType: 'io.containerd.fake.v1' },
      '<a>&"': { runtimeType: 'io.containerd.fake.v1' },
      '%s': { runtimeType: 'io.containerd.fake.v1' },
      'a\nb': { runtimeType: 'io.containerd.fake.v1' },
      ' ': { runtimeType: 'io.containerd.fake.v1' },
      '\u202e': { runtimeType: 'io.containerd.fake.v1' },
      ['n'.repeat(300)]: { runtimeType: 'io.containerd.fake.v1' },
    }),
  },
  {
    id: 'flags',
    config: configuration({ both: { path: oci } }),
    args: [
      '--add-runtime=flag=/usr/local/bin/oci-a',
      '--add-runtime= FLAG2 = /no/such/runtime',
      '--add-runtime=io.containerd.fake.v1=oci-b',
      '--default-runtime=flag',
    ],
  },
];

/** Names that a configuration defines. */
export function namesIn({ config }: DaemonFile): readonly string[] {
  const { runtimes = {} } = JSON.parse(config ?? '{}') as { readonly runtimes?: object };
  return Object.keys(runtimes);
}

function configuration(runtimes: Readonly<Record<string, object>>, defaultRuntime?: string): string {
  return JSON.stringify({ runtimes, ...(defaultRuntime === undefined ? {} : { 'default-runtime': defaultRuntime }) });
}
