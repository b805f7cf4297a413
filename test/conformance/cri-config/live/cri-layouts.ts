import type { Layout } from '../vector.ts';

const cri = 'plugins."io.containerd.grpc.v1.cri"';
const runtimes = `${cri}.containerd.runtimes`;
const runc = `[${runtimes}.runc]\nruntime_type = "io.containerd.runc.v2"\n`;
const kata = `[${runtimes}.kata]\nruntime_type = "io.containerd.kata.v2"\n`;
const two = 'version = 2\n';
const importing = `${two}imports = ["$ROOT/conf.d/*.toml"]\n`;

/** One layout: the main file, and drop-ins by name. */
function layout(id: string, main: string, conf: Readonly<Record<string, string>> = {}): Layout {
  const files = Object.entries(conf).map(([name, content]) => ({ path: `$ROOT/conf.d/${name}`, content }));
  return {
    id,
    args: ['--config', '$ROOT/config.toml'],
    files: [{ path: '$ROOT/config.toml', content: main }, ...files],
    expect: {},
  };
}

/** Configurations whose handlers are served, are lost, or do not come up at all. */
export const criLayouts: readonly Layout[] = [
  layout('only the built-in handler', two),
  layout(
    'handlers with options and a default',
    `${two}[${cri}.containerd]\ndefault_runtime_name = "kata"\n${runc}privileged_without_host_devices = true\n` +
      `[${runtimes}.runc.options]\nSystemdCgroup = true\nBinaryName = "crun"\n${kata}pod_annotations = ["io.kata.*"]\ncni_max_conf_num = 0x2\n`,
  ),
  layout(
    'a file without a version',
    `[plugins.cri.containerd.runtimes.runc]\nruntime_type = "io.containerd.runc.v2"\n`,
  ),
  layout(
    'keys in capitals',
    `VERSION = 2\n[PLUGINS.${cri.slice(8)}.CONTAINERD.RUNTIMES.runc]\nRUNTIME_TYPE = "x.y.v1"\n`,
  ),
  layout(
    'tables that containerd turns into handlers',
    `${two}${runc}[${cri}.containerd.default_runtime]\nruntime_type = "a.b.v1"\n[${cri}.containerd.untrusted_workload_runtime]\nruntime_type = "c.d.v1"\n`,
  ),
  layout('a drop-in that repeats all handlers', `${importing}${runc}`, { 'kata.toml': `${two}${runc}${kata}` }),
  layout('lost by a drop-in with settings of the network', `${importing}${runc}${kata}`, {
    'cni.toml': `${two}[${cri}.cni]\nbin_dir = "/opt/cni/bin"\n`,
  }),
  layout('lost in a file without a version that has the new key', kata),
  layout('lost in mixed case', `${two}[${cri}.Containerd.runtimes.kata]\nruntime_type = "io.containerd.kata.v2"\n`),
  layout('in error: a drop-in took runc away', `${importing}${runc}`, { 'kata.toml': `${two}${kata}` }),
  layout('in error: the default has no name', `${two}[${cri}.containerd]\ndefault_runtime_name = ""\n`),
  layout('in error: the default is unknown', `${two}[${cri}.containerd]\ndefault_runtime_name = "runc "\n`),
  layout('in error: no base specification', `${two}${runc}base_runtime_spec = "$ROOT/none.json"\n`),
  layout('off by its short name', 'disabled_plugins = ["cri"]\n'),
  layout('off by its full name, in a drop-in', importing, {
    'off.toml': `${two}disabled_plugins = [${cri.slice(8)}]\n`,
  }),
  layout('not off: the full name in a file without a version', `disabled_plugins = [${cri.slice(8)}]\n`),
  layout('does not start: the short name in version 2', `${two}disabled_plugins = ["cri"]\n`),
  layout('does not start: a half-written drop-in', importing, { 'half.toml': `${two}${kata.slice(0, -8)}` }),
];
