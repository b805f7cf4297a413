import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { check, list, read, resolve, runtimeOf, sourceOf } from './answers.ts';
import { type CaseHost, newHost } from './host.ts';

/** A distribution of Kubernetes in an image: its unit, its programs, and the file that its containerd reads. */
interface Image {
  readonly title: string;
  readonly unit: string;
  readonly start: string;
  readonly bin: string;
  readonly links?: Readonly<Record<string, string>>;
  readonly config: string;
}

const data = '/var/lib/rancher';
const images: readonly Image[] = [
  {
    title: 'k3s',
    unit: 'k3s.service',
    start: '/usr/local/bin/k3s server',
    bin: `${data}/k3s/data/0123abc/bin`,
    links: { [`${data}/k3s/data/current`]: `${data}/k3s/data/0123abc` },
    config: `${data}/k3s/agent/etc/containerd/config.toml`,
  },
  {
    title: 'k3s agent with another data directory',
    unit: 'k3s-agent.service',
    start: '/usr/local/bin/k3s agent --data-dir=/srv/k3s',
    bin: '/srv/k3s/data/0123abc/bin',
    links: { '/srv/k3s/data/current': '/srv/k3s/data/0123abc' },
    config: '/srv/k3s/agent/etc/containerd/config.toml',
  },
  ...['rke2-server.service', 'rke2-agent.service'].map((unit) => ({
    title: unit,
    unit,
    start: '/usr/local/bin/rke2 server',
    bin: `${data}/rke2/data/v1.33.1-rke2r1/bin`,
    links: { [`${data}/rke2/bin`]: `${data}/rke2/data/v1.33.1-rke2r1/bin` },
    config: `${data}/rke2/agent/etc/containerd/config.toml`,
  })),
  ...['k0scontroller.service', 'k0sworker.service'].map((unit) => ({
    title: unit,
    unit,
    start: unit === 'k0sworker.service' ? '/usr/bin/k0s worker' : '/usr/bin/k0s controller --single',
    bin: '/var/lib/k0s/bin',
    config: '/etc/k0s/containerd.toml',
  })),
  {
    title: 'MicroK8s',
    unit: 'snap.microk8s.daemon-containerd.service',
    start: '/usr/bin/snap run microk8s.daemon-containerd',
    bin: '/snap/microk8s/7/bin',
    links: { '/snap/microk8s/current': '7', '/var/snap/microk8s/current': '7' },
    config: '/var/snap/microk8s/7/args/containerd.toml',
  },
];

function imageOf({ unit, start, bin, links = {}, config }: Image): CaseHost {
  const host = newHost().program(
    `${bin}/containerd`,
    `${bin}/containerd-shim-kata-v2`,
    '/opt/own/bin/containerd-shim-x-v1',
  );
  host.put(config, 'version = 2\n[plugins."io.containerd.internal.v1.opt"]\n  path = "/opt/own"\n');
  for (const [path, target] of Object.entries(links)) host.link(target, path);
  return host.put(`/etc/systemd/system/${unit}`, `[Service]\nExecStart=${start}\n`);
}

it.each(images)('an image with $title is read with the PATH and the configuration of its containerd', async (image) => {
  const answer = await list(imageOf(image));

  expect(runtimeOf(answer, 'io.containerd.kata.v2')).toMatchObject({
    available: true,
    path: `${image.bin}/containerd-shim-kata-v2`,
  });
  expect(runtimeOf(answer, 'io.containerd.x.v1')).toMatchObject({ available: true });
});

it.each(images)('an image with $title that has not written its configuration yet needs none', async (image) => {
  const host = imageOf(image);
  rmSync(host.at(image.config));

  const answer = await check(host);

  expect(answer.findings.map(({ code }) => code)).not.toContain('containerd-config-refused');
  expect(sourceOf(answer, 'containerd-config')).toMatchObject({
    state: 'assumed',
    message: expect.stringContaining(`${image.unit} writes`),
  });
  expect((await resolve(host, 'io.containerd.kata.v2')).available).toBe(true);
});

it('an image with k3s that has not unpacked its programs says so', async () => {
  const host = newHost().program('/usr/local/bin/k3s');
  host.put('/etc/systemd/system/k3s.service', '[Service]\nExecStart=/usr/local/bin/k3s server\n');

  const text = await read(host, 'list');

  expect(text).toMatch(/Assumed: .*k3s\.service.*not unpacked/);
});

it('a k0s controller that is not a worker starts no containerd', async () => {
  const host = newHost().program('/var/lib/k0s/bin/containerd', '/var/lib/k0s/bin/containerd-shim-kata-v2');
  host.put('/etc/systemd/system/k0scontroller.service', '[Service]\nExecStart=/usr/bin/k0s controller\n');

  expect((await resolve(host, 'io.containerd.kata.v2')).available).toBe(false);
});

it('the unit of containerd counts before the one of k3s', async () => {
  const [k3s] = images;
  if (k3s === undefined) throw new Error('k3s is needed');
  const host = imageOf(k3s).put(
    '/usr/lib/systemd/system/containerd.service',
    '[Service]\nExecStart=/usr/bin/containerd\n',
  );

  expect((await resolve(host, 'io.containerd.kata.v2')).available).toBe(false);
});

it('expects the file that k0s writes into /run when it starts', async () => {
  const host = newHost().program('/var/lib/k0s/bin/containerd', '/var/lib/k0s/bin/containerd-shim-runc-v2');
  host.program('/var/lib/k0s/bin/runc', '/usr/bin/k0s');
  host.put('/etc/systemd/system/k0sworker.service', '[Service]\nExecStart=/usr/bin/k0s worker\n');
  host.put('/etc/k0s/containerd.toml', '# k0s_managed=true\nversion = 2\nimports = ["/run/k0s/containerd-cri.toml"]\n');
  expect((await check(host)).findings).toEqual([]);
  host.put('/etc/k0s/containerd.toml', 'version = 2\nimports = ["/run/k0s/other.toml"]\n');
  const { findings } = await check(host);
  expect(findings.map(({ code }) => code)).toEqual(['containerd-config-refused']);
});
