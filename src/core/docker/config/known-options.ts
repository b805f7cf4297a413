import { defined } from '../../../model/defined.ts';

/**
 * The Go kinds of dockerd's options whose errors for a wrong value are known; `address` is an IP address, `addresses` are
 * several in a list of the flag, `size` is a number of bytes.
 */
type OptionKind =
  | 'string'
  | 'bool'
  | 'int'
  | 'int64'
  | 'list'
  | 'strings'
  | 'bools'
  | 'address'
  | 'addresses'
  | 'size'
  | 'dns'
  | 'limits'
  | 'pools'
  | 'network-opts'
  | 'builder'
  | 'proxies'
  | 'runtimes'
  | 'other';

/** One option of dockerd, on the command line and in daemon.json. */
export interface DaemonOption {
  /** Name of the flag; absent when only the file knows the option. */
  readonly flag?: string;
  readonly shorthand?: string;
  /** Name in daemon.json. */
  readonly key: string;
  /** The file's name is the flag's own (`label`, `labels`): a conflict is reported under this name. */
  readonly named: boolean;
  readonly kind: OptionKind;
  /** The embedded Go structs that lead to the field; absent when no field has the key. */
  readonly structs?: readonly string[];
  readonly since: number;
  readonly until: number;
}

type Extra = Partial<Pick<DaemonOption, 'shorthand' | 'key' | 'since' | 'until'>>;

const common = ['CommonConfig'];
const log = [...common, 'LogConfig'];
const dns = [...common, 'DNSConfig'];
const tls = [...common, 'TLSOptions'];
const network = [...common, 'NetworkConfig'];
const registry = [...common, 'ServiceOptions'];
const bridge = [...common, 'BridgeConfig'];
const defaultBridge = [...bridge, 'DefaultBridgeConfig'];
const commonBridge = [...defaultBridge, 'commonBridgeConfig'];

const plain = (kind: OptionKind, flag: string, structs?: readonly string[], extra: Extra = {}): DaemonOption =>
  defined({
    flag,
    key: flag,
    named: false,
    kind,
    structs,
    since: 0,
    until: Number.POSITIVE_INFINITY,
    ...extra,
  });
const named = (kind: OptionKind, flag: string, key: string, structs: readonly string[], extra: Extra = {}) => ({
  ...plain(kind, flag, structs, extra),
  key,
  named: true,
});
const fileOnly = (key: string): DaemonOption => {
  const { flag: _, ...option } = plain('other', key);
  return option;
};

/**
 * The options that dockerd on Linux knows.
 *
 * Sources: moby `cmd/dockerd/config.go`, `config_unix.go`, `options.go` (since 29 in `daemon/command`) and the JSON tags
 * of `daemon/config`.
 */
export const daemonOptions: readonly DaemonOption[] = [
  plain('bool', 'help', undefined, { shorthand: 'h' }),
  plain('bool', 'version', undefined, { shorthand: 'v' }),
  plain('bool', 'validate', undefined, { since: 23 }),
  plain('string', 'config-file'),
  plain('bool', 'debug', common, { shorthand: 'D' }),
  plain('string', 'log-level', common, { shorthand: 'l' }),
  plain('string', 'log-format', common, { since: 25 }),
  plain('bool', 'tls', common),
  plain('bool', 'tlsverify', common),
  plain('string', 'tlscacert', tls),
  plain('string', 'tlscert', tls),
  plain('string', 'tlskey', tls),
  named('list', 'host', 'hosts', common, { shorthand: 'H' }),
  named('runtimes', 'add-runtime', 'runtimes', []),
  plain('string', 'default-runtime', common),
  named('list', 'allow-nondistributable-artifacts', 'allow-nondistributable-artifacts', registry, { until: 28 }),
  plain('list', 'allow-nondistributable-artifacts', undefined, { since: 28 }),
  named('list', 'registry-mirror', 'registry-mirrors', registry),
  named('list', 'insecure-registry', 'insecure-registries', registry),
  named('list', 'storage-opt', 'storage-opts', common),
  named('list', 'authorization-plugin', 'authorization-plugins', common),
  named('list', 'exec-opt', 'exec-opts', common),
  plain('string', 'pidfile', common, { shorthand: 'p' }),
  plain('string', 'data-root', common),
  plain('string', 'graph', common, { shorthand: 'g', until: 23 }),
  plain('string', 'exec-root', common),
  plain('string', 'containerd', common),
  plain('bool', 'cri-containerd', common),
  plain('string', 'containerd-namespace', common),
  plain('string', 'containerd-plugins-namespace'),
  named('bools', 'feature', 'features', common, { since: 27 }),
  named('network-opts', 'default-network-opt', 'default-network-opts', network, { since: 24 }),
  plain('int', 'mtu', defaultBridge),
  plain('int', 'network-control-plane-mtu', network),
  plain('int', 'network-diagnostic-port', common),
  plain('bool', 'raw-logs', common),
  plain('dns', 'dns', dns),
  named('list', 'dns-opt', 'dns-opts', dns),
  plain('list', 'dns-search', dns),
  plain('address', 'host-gateway-ip', dns, { until: 28 }),
  named('addresses', 'host-gateway-ip', 'host-gateway-ips', dns, { since: 28 }),
  named('list', 'label', 'labels', common),
  plain('string', 'log-driver', log),
  named('strings', 'log-opt', 'log-opts', log),
  plain('int', 'max-concurrent-downloads', common),
  plain('int', 'max-concurrent-uploads', common),
  plain('int', 'max-download-attempts', common),
  plain('int', 'shutdown-timeout', common),
  plain('string', 'swarm-default-advertise-addr', common),
  plain('bool', 'experimental', common),
  plain('string', 'metrics-addr', common),
  named('list', 'node-generic-resource', 'node-generic-resources', common),
  plain('string', 'http-proxy', undefined, { since: 23 }),
  plain('string', 'https-proxy', undefined, { since: 23 }),
  plain('string', 'no-proxy', undefined, { since: 23 }),
  named('list', 'cdi-spec-dir', 'cdi-spec-dirs', common, { since: 25 }),
  named('pools', 'default-address-pool', 'default-address-pools', network),
  named('other', 'nri-opts', 'nri-opts', common, { since: 29 }),
  plain('string', 'api-cors-header', common, { until: 29 }),
  plain('bool', 'restart', undefined, { shorthand: 'r' }),
  plain('string', 'group', common, { shorthand: 'G' }),
  plain('string', 'storage-driver', common, { shorthand: 's' }),
  plain('bool', 'selinux-enabled', []),
  named('limits', 'default-ulimit', 'default-ulimits', []),
  plain('bool', 'iptables', bridge),
  plain('bool', 'ip6tables', bridge),
  plain('bool', 'ip-forward', bridge),
  plain('bool', 'ip-forward-no-drop', bridge, { since: 28 }),
  plain('bool', 'ip-masq', bridge),
  plain('bool', 'ipv6', defaultBridge),
  plain('string', 'bip', defaultBridge),
  plain('string', 'bip6', defaultBridge, { since: 28 }),
  plain('string', 'bridge', commonBridge, { shorthand: 'b' }),
  plain('string', 'fixed-cidr', commonBridge),
  plain('string', 'fixed-cidr-v6', defaultBridge),
  plain('address', 'default-gateway', defaultBridge),
  plain('address', 'default-gateway-v6', defaultBridge),
  plain('bool', 'icc', defaultBridge),
  plain('address', 'ip', defaultBridge),
  plain('bool', 'userland-proxy', bridge),
  plain('string', 'userland-proxy-path', bridge),
  plain('bool', 'allow-direct-routing', bridge, { since: 28 }),
  plain('string', 'bridge-accept-fwmark', bridge, { since: 29 }),
  plain('string', 'cgroup-parent', []),
  plain('string', 'userns-remap', []),
  plain('bool', 'live-restore', common),
  plain('bool', 'init', []),
  plain('string', 'init-path', []),
  plain('int64', 'cpu-rt-period', []),
  plain('int64', 'cpu-rt-runtime', []),
  plain('string', 'seccomp-profile', []),
  plain('size', 'default-shm-size', []),
  plain('bool', 'no-new-privileges', []),
  plain('string', 'default-ipc-mode', []),
  plain('string', 'firewall-backend', network, { since: 29 }),
  plain('bool', 'rootless', []),
  plain('string', 'default-cgroupns-mode', []),
  plain('int', 'oom-score-adjust', [], { until: 25 }),
  plain('string', 'cluster-advertise', common, { until: 23 }),
  plain('string', 'cluster-store', common, { until: 23 }),
  named('strings', 'cluster-store-opt', 'cluster-store-opts', common, { until: 23 }),
  { ...fileOnly('features'), kind: 'bools', structs: common, until: 27 },
  { ...fileOnly('builder'), kind: 'builder', structs: common },
  { ...fileOnly('deprecated-key-path'), kind: 'string', structs: common, until: 23 },
  { ...fileOnly('deprecated-key-path'), since: 23 },
  { ...fileOnly('host-gateway-ip'), kind: 'address', structs: dns, since: 28 },
];

/** The options that a major version knows. */
export function optionsOf(major: number): DaemonOption[] {
  return daemonOptions.filter(({ since, until }) => since <= major && major < until);
}

/** The same, and the flags of other versions that it does not know. */
export function anyOptions(major: number): DaemonOption[] {
  const own = optionsOf(major);
  const flags = new Set(own.map(({ flag }) => flag));
  return [...own, ...daemonOptions.filter(({ flag }) => flag !== undefined && !flags.has(flag))];
}

/** The one object whose members are options too, where they are in it. Source: moby `daemon/config/config.go`, `Proxies`. */
export const proxiesOption: DaemonOption = { ...fileOnly('proxies'), kind: 'proxies', structs: common, since: 23 };
