import { describe, expect, it } from 'vitest';
import { type AdviceJson, check, resolve } from '../answers.ts';
import { type CaseHost, newHost } from '../host.ts';

const k3s = '/var/lib/rancher/k3s/agent/etc/containerd';

/** Files that somebody else writes, with the beginning that makes k3s and RKE2 import others. */
const written: readonly {
  readonly who: string;
  readonly file: string;
  readonly begins?: string;
  readonly os?: string;
}[] = [
  { who: 'k3s, from a template', file: `${k3s}/config.toml` },
  { who: 'k3s, with imports', file: `${k3s}/config.toml`, begins: `imports = ["${k3s}/config-v3.toml.d/*.toml"]\n` },
  { who: 'k0s', file: '/etc/k0s/containerd.toml' },
  { who: 'MicroK8s', file: '/var/snap/microk8s/7/args/containerd.toml' },
  { who: 'NixOS', file: '/nix/store/abc-containerd.toml' },
  { who: 'Talos', file: '/etc/cri/containerd.toml' },
  { who: 'Bottlerocket', file: '/etc/containerd/config.toml', os: 'bottlerocket' },
];

const cri = 'plugins."io.containerd.cri.v1.runtime"';
const handler = (name: string, keys: string) => `[${cri}.containerd.runtimes.${name}]\n${keys}\n`;
const runc = handler('runc', 'runtime_type = "io.containerd.runc.v2"');

/** What can be wrong in such a file. */
const faults: Readonly<Record<string, string>> = {
  'text that is not TOML': 'x = [',
  'a table that is there twice': `${runc}${runc}`,
  'an unknown key': `[${cri}.containerd]\ndefault_runtime = "runc"\n`,
  'a section under another name': '[plugins."io.containerd.grpc.v1.cri"]\nx = 1\n',
  'CRI that is disabled': `disabled_plugins = ["io.containerd.grpc.v1.cri"]\n${runc}`,
  'a default that is missing': `[${cri}.containerd]\ndefault_runtime_name = "kata"\n${runc}`,
  'a default that is empty': `[${cri}.containerd]\ndefault_runtime_name = ""\n${runc}`,
  'a specification that is missing': handler(
    'runc',
    'runtime_type = "io.containerd.runc.v2"\nbase_runtime_spec = "/x"',
  ),
  'a shim that is missing': handler('bad', 'runtime_type = "io.containerd.no.v1"'),
  'a path to nothing': handler('bad', 'runtime_type = "io.containerd.runc.v2"\nruntime_path = "/no"'),
  'an OCI runtime that is missing': handler(
    'bad',
    'runtime_type = "io.containerd.runc.v2"\noptions = {BinaryName = "/no"}',
  ),
  'an OCI runtime elsewhere': handler(
    'bad',
    'runtime_type = "io.containerd.runc.v2"\noptions = {BinaryName = "/no/crun"}',
  ),
  'options of a wrong type': handler(
    'bad',
    'runtime_type = "io.containerd.runc.v2"\noptions = {SystemdCgroup = "true"}',
  ),
  'options for another shim': handler('bad', 'runtime_type = "x.runc.v2"\noptions = {BinaryName = "runc"}'),
  'a handler in a section that is not read':
    '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.old]\nruntime_type = "a.b.v1"\n',
};

function host(file: string, text: string): CaseHost {
  const made = newHost().program('/opt/x/bin/containerd', '/opt/x/bin/containerd-shim-runc-v2', '/opt/x/bin/runc');
  made.program('/usr/local/bin/containerd-shim-kata-v2', '/opt/crun/bin/crun').put(file, text);
  const argv = ['/opt/x/bin/containerd', '--config', file, '--address', '/run/x/containerd.sock'];
  return made.process(50, { argv, environ: { PATH: '/opt/x/bin' } });
}

describe.each(written)('a file of $who', ({ file, begins = '', os = 'debian' }) => {
  it.each(Object.entries(faults))('with %s is not named as the file to change', async (__, text) => {
    const made = host(file, `version = 3\n${begins}${text}`).put('/etc/os-release', `ID=${os}\n`);
    const options = ['--containerd-version=2.2.0'];
    const { findings } = await check(made, ...options);
    const answers = await Promise.all(
      ['bad', 'kata', ''].map((name) => resolve(made, name, '--client=cri', ...options)),
    );
    const advice = [...findings, ...answers].flatMap((each): readonly AdviceJson[] => each.advice ?? []);

    expect(advice).not.toEqual([]);
    expect(advice.filter((each) => each.file === file)).toEqual([]);
    if (file.startsWith('/nix/') || os === 'bottlerocket') return;
    expect(advice.filter(({ command }) => command?.includes('restart containerd'))).toEqual([]);
  });
});

describe('a template of k3s that begins with the base', () => {
  const base = `version = 3\n${runc}`;
  const options = ['--client=cri', '--containerd-version=2.2.0'];

  it('gets only tables that the base does not have', async () => {
    const [advice] = (await resolve(host(`${k3s}/config.toml`, base), 'kata', ...options)).advice ?? [];

    expect(advice?.file).toBe(`${k3s}/config-v3.toml.tmpl`);
    expect(advice?.text).toContain('a new template begins with {{ template "base" . }}');
    expect(advice?.snippet?.match(/^\[/gm)).toHaveLength(1);
  });

  it('gets no second table of runc, which a table of handlers would replace elsewhere', async () => {
    const version = '--containerd-version=1.7.27';
    const { advice = [] } = await resolve(host(`${k3s}/config.toml`, 'version = 2\n'), 'kata', '--client=cri', version);

    expect(advice[0]?.file).toBe(`${k3s}/config.toml.tmpl`);
    expect(advice[0]?.snippet).not.toContain('runc');
  });

  it('is replaced by the whole template before a table that the base may have is changed', async () => {
    const wrong = `version = 3\n${handler('runc', 'runtime_type = "io.containerd.runc.v2"\noptions = {SystemdCgroup = "true"}')}`;
    const { advice = [] } = await resolve(host(`${k3s}/config.toml`, wrong), 'runc', ...options);

    expect(advice[0]?.text).toContain(
      'If {{ template "base" . }} makes this table, put the whole template of k3s in place of that line',
    );
    expect(advice[0]?.text).not.toContain('a new template begins');
  });
});
