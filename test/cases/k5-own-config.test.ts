import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { HandlersAnswer } from '../../src/model/answers.ts';
import { Finding } from '../../src/model/inventory/finding.ts';
import { type CaseHost, newHost } from './host.ts';

/** A distribution of Kubernetes, or a node image, whose containerd has a configuration of its own. */
interface Bundle {
  readonly title: string;
  readonly version: string;
  readonly bin: string;
  readonly flags: readonly string[];
  /** The main file, and what it imports. */
  readonly main: string;
  readonly files: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly default: string;
  /** Each handler with the file that it is written in. */
  readonly handlers: Readonly<Record<string, string>>;
  /** A drop-in that can be added. */
  readonly dropIn: string;
}

const cri2 = 'plugins."io.containerd.grpc.v1.cri"';
const cri3 = "plugins.'io.containerd.cri.v1.runtime'";

/** A handler of the runc shim. */
const handler = (cri: string, name: string) =>
  `[${cri}.containerd.runtimes.${name}]\n  runtime_type = "io.containerd.runc.v2"\n`;

function rancher(name: 'k3s' | 'rke2'): Bundle {
  const agent = `/var/lib/rancher/${name}/agent`;
  const main = `${agent}/etc/containerd/config.toml`;
  const dropIns = `${agent}/etc/containerd/config-v3.toml.d`;
  return {
    title: name === 'k3s' ? 'k3s' : 'RKE2',
    version: '2.1.4',
    bin: `/var/lib/rancher/${name}/data/current/bin`,
    flags: ['-c', main, '-a', '/run/k3s/containerd/containerd.sock', '--state', '/run/k3s/containerd'],
    main,
    files: {
      [main]:
        `version = 3\nimports = ["${dropIns}/*.toml"]\nroot = "${agent}/containerd"\nstate = "/run/k3s/containerd"\n` +
        `[grpc]\n  address = "/run/k3s/containerd/containerd.sock"\n${handler(cri3, 'runc')}`,
      [`${dropIns}/own.toml`]: `version = 3\n${handler(cri3, 'own')}`,
    },
    default: 'runc',
    handlers: { own: `${dropIns}/own.toml`, runc: main },
    dropIn: `${dropIns}/zz.toml`,
  };
}

const microk8s: Bundle = {
  title: 'microk8s',
  version: '1.6.36',
  bin: '/snap/microk8s/7000/bin',
  flags: [
    '--config',
    '/var/snap/microk8s/current/args/containerd.toml',
    '--root',
    '/var/snap/microk8s/common/var/lib/containerd',
    '--state',
    '/var/snap/microk8s/common/run/containerd',
    '--address',
    '/var/snap/microk8s/common/run/containerd.sock',
  ],
  main: '/var/snap/microk8s/current/args/containerd.toml',
  files: {
    '/var/snap/microk8s/7000/args/containerd.toml':
      'version = 2\nimports = ["/var/snap/microk8s/current/args/containerd.d/*.toml"]\n[grpc]\n  uid = 0\n' +
      `[${cri2}.containerd]\n  default_runtime_name = "runc"\n${handler(cri2, 'runc')}${handler(cri2, 'nvidia')}`,
  },
  links: { '/var/snap/microk8s/current': '7000' },
  default: 'runc',
  handlers: {
    nvidia: '/var/snap/microk8s/current/args/containerd.toml',
    runc: '/var/snap/microk8s/current/args/containerd.toml',
  },
  dropIn: '/var/snap/microk8s/7000/args/containerd.d/zz.toml',
};

const k0s: Bundle = {
  title: 'k0s',
  version: '1.7.27',
  bin: '/var/lib/k0s/bin',
  flags: [
    '--root=/var/lib/k0s/containerd',
    '--state=/run/k0s/containerd',
    '--address=/run/k0s/containerd.sock',
    '--config=/etc/k0s/containerd.toml',
  ],
  main: '/etc/k0s/containerd.toml',
  files: {
    '/etc/k0s/containerd.toml':
      'version = 2\nimports = [\n  "/run/k0s/containerd-cri.toml",\n  "/etc/k0s/containerd.d/*.toml",\n]\n',
    '/run/k0s/containerd-cri.toml': `version = 2\n${handler(cri2, 'runc')}${handler(cri2, 'own')}`,
  },
  default: 'runc',
  handlers: { own: '/run/k0s/containerd-cri.toml', runc: '/run/k0s/containerd-cri.toml' },
  dropIn: '/etc/k0s/containerd.d/zz.toml',
};

const bottlerocket: Bundle = {
  title: 'Bottlerocket',
  version: '1.7.27',
  bin: '/usr/bin',
  flags: [],
  main: '/etc/containerd/config.toml',
  files: {
    '/etc/containerd/config.toml':
      'version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\nroot = "/var/lib/containerd"\n' +
      `[${cri2}.containerd]\n  default_runtime_name = "shimpei"\n${handler(cri2, 'shimpei')}` +
      '  base_runtime_spec = "/etc/containerd/cri-base.json"\n',
    '/etc/containerd/cri-base.json': '{"ociVersion": "1.1.0"}',
  },
  default: 'shimpei',
  handlers: { shimpei: '/etc/containerd/config.toml' },
  dropIn: '/etc/containerd/conf.d/zz.toml',
};

const kind: Bundle = {
  title: 'kind',
  version: '2.1.3',
  bin: '/usr/local/bin',
  flags: [],
  main: '/etc/containerd/config.toml',
  files: {
    '/etc/containerd/config.toml':
      'version = 3\nimports = ["/etc/containerd/conf.d/*.toml"]\n' +
      `[${cri3}.containerd]\n  default_runtime_name = "runc"\n${handler(cri3, 'runc')}` +
      '  base_runtime_spec = "/etc/containerd/cri-base.json"\n' +
      `${handler(cri3, 'test-handler')}  base_runtime_spec = "/etc/containerd/cri-base.json"\n`,
    '/etc/containerd/cri-base.json': '{"ociVersion": "1.2.0"}',
  },
  default: 'runc',
  handlers: { runc: '/etc/containerd/config.toml', 'test-handler': '/etc/containerd/config.toml' },
  dropIn: '/etc/containerd/conf.d/zz.toml',
};

const bundles = [rancher('k3s'), rancher('rke2'), microk8s, k0s, bottlerocket, kind];

function hostOf({ bin, flags, files, links = {} }: Bundle): CaseHost {
  const host = newHost().program(`${bin}/containerd`, `${bin}/containerd-shim-runc-v2`, `${bin}/runc`);
  for (const [path, text] of Object.entries(files)) host.put(path, text);
  for (const [path, target] of Object.entries(links)) host.link(target, path);
  return host.process(70, { argv: [`${bin}/containerd`, ...flags], environ: { PATH: `${bin}:/usr/sbin:/sbin` } });
}

describe.each(bundles)('$title', (bundle) => {
  const args = ['--json', '--containerd-version', bundle.version];
  const handlers = async (host: CaseHost) =>
    HandlersAnswer.parse(JSON.parse((await host.run(['handlers', ...args])).stdout));
  const newer = bundle.version.startsWith('2.');

  it('has the handlers of its own configuration, with the file that each is written in', async () => {
    const answer = await handlers(hostOf(bundle));

    expect(answer).toMatchObject({ cri: { state: 'served' }, defaultHandler: bundle.default });
    const written = Object.entries(bundle.handlers).map(([name, file]) => ({
      handler: name,
      available: true,
      path: `${bundle.bin}/containerd-shim-runc-v2`,
      definedIn: { file },
    }));
    expect(answer.handlers).toMatchObject(written);
    expect(answer.sources).toContainEqual(
      expect.objectContaining({ source: 'containerd-config', state: 'read', file: bundle.main }),
    );
  });

  it('gets the handlers of a drop-in, in 2.x in addition and in 1.x instead', async () => {
    const cri = newer ? cri3 : cri2;
    const text = `version = ${newer ? 3 : 2}\n[${cri}.containerd]\n  default_runtime_name = "added"\n${handler(cri, 'added')}`;
    const host = hostOf(bundle).put(bundle.dropIn, text);

    const answer = await handlers(host);

    const names = newer ? [...Object.keys(bundle.handlers), 'added'] : ['added'];
    expect(answer.handlers.map((each) => each.handler)).toEqual(names.sort());
    expect(answer.defaultHandler).toBe('added');
  });

  it('has a finding that names the half-written file, and no other cause', async () => {
    const host = hostOf(bundle).put(bundle.dropIn, 'version = 2\n[plugins."io.cont');

    const { stdout } = await host.run(['check', ...args]);

    const { findings } = z.object({ findings: z.array(Finding) }).parse(JSON.parse(stdout));
    const refused = findings.filter(({ code }) => code === 'containerd-config-refused');
    expect(refused).toMatchObject([{ severity: 'high', subject: expect.stringMatching(/zz\.toml:2$/) }]);
    expect(stdout).not.toContain(host.root);
  });
});
