import { describe, expect, it } from 'vitest';
import { list, read, resolve, runtimeOf, sourceOf } from './answers.ts';
import { type CaseHost, type FakeProcess, newHost } from './host.ts';

/** A distribution of Kubernetes that brings its own containerd. */
interface Bundle {
  readonly title: string;
  readonly bin: string;
  readonly address: string;
  readonly flags: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

const version2 = (address: string) => `version = 2\n[grpc]\n  address = "${address}"\n`;
const version4 = (address: string) =>
  `version = 4\n[plugins."io.containerd.server.v1.grpc"]\n  address = "${address}"\n`;

const k3sAddress = '/run/k3s/containerd/containerd.sock';
const k3sConfig = '/var/lib/rancher/k3s/agent/etc/containerd/config.toml';
const microk8sAddress = '/var/snap/microk8s/common/run/containerd.sock';

const bundles: readonly Bundle[] = [
  {
    title: 'microk8s',
    bin: '/snap/microk8s/1/bin',
    address: microk8sAddress,
    flags: ['--address', microk8sAddress],
  },
  {
    title: 'k3s',
    bin: '/var/lib/rancher/k3s/data/0123abc/bin',
    address: k3sAddress,
    flags: ['-c', k3sConfig, '-a', k3sAddress],
  },
  {
    title: 'k3s with the address in its configuration',
    bin: '/var/lib/rancher/k3s/data/0123abc/bin',
    address: k3sAddress,
    flags: ['-c', k3sConfig],
    files: { [k3sConfig]: version2(k3sAddress) },
  },
  {
    title: 'RKE2',
    bin: '/var/lib/rancher/rke2/data/v1.33.1-rke2r1/bin',
    address: k3sAddress,
    flags: ['-c', '/var/lib/rancher/rke2/agent/etc/containerd/config.toml', '-a', k3sAddress],
  },
  {
    title: 'k0s',
    bin: '/var/lib/k0s/bin',
    address: '/run/k0s/containerd.sock',
    flags: [
      '--root=/var/lib/k0s/containerd',
      '--state=/run/k0s/containerd',
      '--address=/run/k0s/containerd.sock',
      '--config=/etc/k0s/containerd.toml',
    ],
  },
  {
    title: 'a containerd whose address is in a file of version 4',
    bin: '/opt/own/bin',
    address: '/run/own/containerd.sock',
    flags: ['--config', '/etc/own.toml'],
    files: { '/etc/own.toml': version4('/run/own/containerd.sock') },
  },
];

function bundled({ bin, flags, files = {} }: Bundle, host = newHost(), pid = 50): CaseHost {
  host.program(`${bin}/containerd`, `${bin}/containerd-shim-runc-v2`, `${bin}/runc`);
  for (const [path, text] of Object.entries(files)) host.put(path, text);
  return host.process(pid, {
    argv: [`${bin}/containerd`, ...flags],
    environ: { PATH: `${bin}:/usr/bin` },
  });
}

describe.each(bundles)('$title as the only containerd', (bundle) => {
  it('is the one whose runtimes are listed', async () => {
    expect(runtimeOf(await list(bundled(bundle)), 'io.containerd.runc.v2')).toMatchObject({ available: true });
  });

  it('is named in text with its pid and its address', async () => {
    const text = await read(bundled(bundle), 'list');

    expect(text).toContain(bundle.address);
    expect(text).toMatch(/\b50\b/);
  });

  it('is named by check, which says that nothing serves the usual address', async () => {
    const text = await read(bundled(bundle), 'check');

    expect(text).toContain('/run/containerd/containerd.sock');
    expect(text).toContain(bundle.address);
  });
});

const [microk8s, k3s] = bundles;

function twoBundles(): CaseHost {
  if (microk8s === undefined || k3s === undefined) throw new Error('two bundles are needed');
  return bundled(k3s, bundled(microk8s), 60);
}

it.each(['list', 'check'])('%s names both of two containerds, and the flag that picks one', async (command) => {
  const text = await read(twoBundles(), command);

  expect(text).toContain(microk8sAddress);
  expect(text).toContain(k3sAddress);
  expect(text).toContain('--containerd-address');
});

it('targets lists both of two containerds with the flags to look at each', async () => {
  const host = twoBundles();

  const { status, stdout } = await host.run(['targets']);

  expect(status).toBe(0);
  expect(stdout).toContain(`--containerd-address ${microk8sAddress}`);
  expect(stdout).toContain(`--containerd-address ${k3sAddress}`);
});

it('targets -o json names each containerd and dockerd by pid', async () => {
  const host = twoBundles().running();

  const { stdout } = await host.run(['targets', '-o', 'json']);

  const answer = JSON.stringify(JSON.parse(stdout));
  for (const pid of [50, 60, 200, 300]) expect(answer).toMatch(new RegExp(`\\b${pid}\\b`));
});

it('targets says that nothing runs on a host where nothing runs', async () => {
  const { status, stdout, stderr } = await newHost().run(['targets', '-o', 'json']);

  expect(status).toBe(0);
  expect(stderr).toBe('');
  expect(() => JSON.parse(stdout)).not.toThrow();
});

it('--containerd-address picks the containerd whose address is in its configuration', async () => {
  const bundle = bundles.find(({ title }) => title.startsWith('a containerd'));
  if (bundle === undefined) throw new Error('the bundle is needed');
  const host = bundled(bundle).running();

  const { path } = runtimeOf(await list(host, `--containerd-address=${bundle.address}`), 'io.containerd.runc.v2') ?? {};

  expect(path).toBe('/opt/own/bin/containerd-shim-runc-v2');
});

/** Two containerds of Bottlerocket: both addresses are in their configuration files only. */
function bottlerocket(config: string): CaseHost {
  const kata = '/usr/local/bin/containerd-shim-kata-v2';
  const host = newHost().program('/usr/bin/containerd', '/usr/bin/containerd-shim-runc-v2', '/usr/bin/runc', kata);
  const first: FakeProcess = {
    argv: ['/usr/bin/containerd', '--config', '/etc/host-containerd/config.toml'],
    environ: { PATH: '/usr/bin' },
  };
  host.put('/etc/host-containerd/config.toml', config).process(600, first);
  return host.process(900, { argv: ['/usr/bin/containerd'], environ: { PATH: '/usr/local/bin:/usr/bin' } });
}

it.each([
  ['version 2', version2('/run/host-containerd/containerd.sock')],
  ['version 4', version4('/run/host-containerd/containerd.sock')],
  ['version 3', version2('/run/host-containerd/containerd.sock').replace('2', '3')],
  ['an inline table', 'version = 2\ngrpc = { address = "/run/host-containerd/containerd.sock" }\n'],
  ['a dotted key', 'version = 2\ngrpc.address = "/run/host-containerd/containerd.sock"\n'],
])('a containerd does not serve the usual address when its configuration has another, in %s', async (_, config) => {
  const answer = await list(bottlerocket(config));

  expect(runtimeOf(answer, 'io.containerd.kata.v2')).toMatchObject({ available: true });
});

it('a containerd without an address in its configuration serves the usual one', async () => {
  const host = bottlerocket('version = 2\n');

  expect(await read(host, 'list', '--containerd-address=/run/containerd/containerd.sock')).not.toContain('kata');
});

it("the containerd on dockerd's command line is taken before the others", async () => {
  if (k3s === undefined) throw new Error('k3s is needed');
  const host = bundled(k3s, newHost().base()).process(300, {
    argv: ['/usr/bin/dockerd', `--containerd=${k3sAddress}`],
  });

  expect(runtimeOf(await list(host), 'io.containerd.runc.v2')?.path).toBe(`${k3s.bin}/containerd-shim-runc-v2`);
});

it('the containerd that dockerd started itself is taken', async () => {
  const host = newHost().base().program('/opt/docker/bin/containerd', '/opt/docker/bin/containerd-shim-runc-v2');
  const config = '/var/run/docker/containerd/containerd.toml';
  host.put('/run/docker/containerd/containerd.toml', version2('/var/run/docker/containerd/containerd.sock'));
  host.process(300, { argv: ['dockerd'], exe: '/usr/bin/dockerd' });
  host.process(310, {
    argv: ['containerd', '--config', config],
    exe: '/opt/docker/bin/containerd',
    environ: { PATH: '/opt/docker/bin:/usr/bin' },
    parent: 300,
  });

  const { path } = runtimeOf(await list(host), 'io.containerd.runc.v2') ?? {};

  expect(path).toBe('/opt/docker/bin/containerd-shim-runc-v2');
});

it('another containerd is mentioned where the usual address is served', async () => {
  if (k3s === undefined) throw new Error('k3s is needed');
  const host = bundled(k3s).running();

  expect(runtimeOf(await list(host), 'io.containerd.runc.v2')?.path).toBe('/usr/bin/containerd-shim-runc-v2');
  expect(await read(host, 'targets')).toContain(k3sAddress);
});

it('resolve of a shim that only the other containerd has names that containerd', async () => {
  if (k3s === undefined) throw new Error('k3s is needed');
  const host = bundled(k3s).running().program(`${k3s.bin}/containerd-shim-spin-v2`);

  const resolution = await resolve(host, 'io.containerd.spin.v2');

  expect(resolution.available).toBe(false);
  expect(JSON.stringify(resolution)).toContain(`${k3s.bin}/containerd-shim-spin-v2`);
});

it.each([
  ['flag', ['--config', '/etc/kubelet/containerd.toml', '--address', '/run/kubelet/containerd.sock'], ''],
  ['file', ['--config', '/etc/kubelet/containerd.toml'], '[grpc]\naddress = "/run/kubelet/containerd.sock"\n'],
])('resolve of a handler that only the other containerd has names that one (address by %s)', async (_, argv, grpc) => {
  const spin =
    '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.spin]\nruntime_type = "io.containerd.spin.v2"';
  const host = newHost()
    .running()
    .process(600, { argv: ['/usr/bin/containerd', ...argv] });
  host.put('/etc/kubelet/containerd.toml', `version = 3\n${grpc}${spin}\n`);

  const { advice } = await resolve(host, 'spin', '--client=cri');

  expect(advice?.[0]).toEqual({
    text: '"spin" is a handler of another containerd, process 600 at "/run/kubelet/containerd.sock". If the kubelet uses that one, look at it',
    command: 'shimdex resolve --containerd-address /run/kubelet/containerd.sock --client cri -- spin',
  });
});

it('a containerd that does not run is not called read', async () => {
  const answer = await list(newHost().base());

  expect(sourceOf(answer, 'containerd-process')?.state).not.toBe('read');
});

it.each<[string, FakeProcess]>([
  ['sleep', { argv: ['/usr/bin/sleep', '100'] }],
  ['containerd', { argv: ['containerd', 'config', 'dump'], exe: '/usr/bin/containerd' }],
  ['containerd-shim-runc-v2', { argv: ['/usr/bin/containerd-shim-runc-v2', '-id', 'a'] }],
])('a process "%s" that --containerd names is said not to be known as a containerd', async (name, process) => {
  const host = newHost().base().process(70, process);

  expect(sourceOf(await list(host, '--containerd=70'), 'containerd-process')?.message).toBe(
    `Process 70, "${name}", is not known to be a containerd: it is described as one because --containerd names it`,
  );
});

it.each<FakeProcess>([
  { argv: ['/usr/bin/containerd', '--log-level', 'info'] },
  { argv: ['/opt/my-containerd'] },
  { argv: ['/usr/bin/dockerd'] },
  { argv: ['/lib64/ld-linux-x86-64.so.2', '/usr/bin/containerd'], exe: '/lib64/ld-linux-x86-64.so.2' },
])('$argv needs no such note', async (process) => {
  const host = newHost().base().process(70, process);

  expect(sourceOf(await list(host, '--containerd=70'), 'containerd-process')?.message).toBeUndefined();
});
