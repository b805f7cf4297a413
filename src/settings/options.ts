/** An option of the command line and the environment: the only place for its name, help and default. */
export interface OptionSpec {
  /** Long flag without its dashes. */
  readonly flag: string;
  /** Name of its value in the help; absent for a switch. */
  readonly value?: string;
  readonly repeatable?: true;
  readonly help: string;
  /** Value of an option that is not given. */
  readonly default?: string;
}

/** Options of every command: which host, containerd and dockerd, and which policy. */
export const observeOptions: readonly OptionSpec[] = [
  { flag: 'root', value: 'DIR', help: 'inspect the host mounted at DIR, or a container image', default: '/' },
  {
    flag: 'search-path',
    value: 'DIRS',
    help: "colon-separated PATH to use instead of containerd's own; an empty element means its working directory",
  },
  {
    flag: 'containerd',
    value: 'auto|none|PID',
    help: 'process whose working directory, PATH, executable and user are used',
    default: 'auto',
  },
  {
    flag: 'containerd-address',
    value: 'FILE',
    help: "containerd's socket (default: the one dockerd uses, else /run/containerd/containerd.sock)",
  },
  { flag: 'containerd-cwd', value: 'DIR', help: "containerd's working directory, instead of the process' own" },
  { flag: 'containerd-exe', value: 'FILE', help: "containerd's executable, instead of the process' own" },
  { flag: 'containerd-uid', value: 'UID', help: "user containerd runs as, instead of the process' own" },
  { flag: 'containerd-version', value: 'V', help: 'version of containerd (default: read from its executable)' },
  { flag: 'docker-version', value: 'V', help: 'version of dockerd (default: read from its executable)' },
  {
    flag: 'containerd-config',
    value: 'FILE',
    help: "config.toml (default: the one in containerd's command line, else /etc/containerd/config.toml)",
  },
  {
    flag: 'docker-config',
    value: 'FILE',
    help: "daemon.json (default: the one in dockerd's command line, else /etc/docker/daemon.json)",
  },
  {
    flag: 'dockerd-flag',
    value: 'FLAG',
    repeatable: true,
    help: 'a flag of dockerd, instead of its own command line (repeatable)',
  },
  {
    flag: 'docker-socket',
    value: 'FILE|none',
    help: "socket of the running Engine (default: the one in dockerd's command line, else /var/run/docker.sock)",
  },
  {
    flag: 'containerd-socket',
    value: 'auto|none',
    help: 'ask the running containerd over its socket, by calls that only read',
    default: 'auto',
  },
  {
    flag: 'target',
    value: 'NAME',
    help: 'name of this containerd and its Docker Engine in the output',
    default: 'default',
  },
  { flag: 'allow', value: 'GLOB', repeatable: true, help: 'permit only shims whose file name matches (repeatable)' },
  { flag: 'deny', value: 'GLOB', repeatable: true, help: 'refuse shims whose file name matches (repeatable; wins)' },
];

/** Seconds between two quick checks, and between two full reads, unless others are given. */
export const defaultVerifySeconds = 1;
export const defaultRescanSeconds = 60;

/** Options of the service only. */
export const serveOptions: readonly OptionSpec[] = [
  {
    flag: 'listen',
    value: 'ADDR',
    repeatable: true,
    help: 'HOST:PORT, [IPv6]:PORT or unix:FILE; with ",api=docker" it serves only the Docker API (repeatable)',
    default: '127.0.0.1:7446',
  },
  {
    flag: 'verify',
    value: 'SECONDS',
    help: 'time between two quick checks for changes that the watcher missed',
    default: String(defaultVerifySeconds),
  },
  { flag: 'rescan', value: 'SECONDS', help: 'time between two full reads', default: String(defaultRescanSeconds) },
  {
    flag: 'allowed-host',
    value: 'NAME',
    repeatable: true,
    help: 'another host name that clients may use (repeatable)',
  },
  { flag: 'insecure-listen', help: 'listen beyond loopback without TLS and without passwords' },
  {
    flag: 'web-config',
    value: 'FILE',
    help: "TLS, client certificates and passwords, in the format of Prometheus' exporter-toolkit",
  },
  {
    flag: 'textfile',
    value: 'FILE',
    help: "write the metrics to FILE for node_exporter's textfile collector; its name must end in .prom",
  },
  {
    flag: 'prometheus-url',
    value: 'URL',
    help: 'Prometheus that scrapes the fleet, for the fleet page; http or https, may contain a user and a password',
  },
  {
    flag: 'prometheus-http-config',
    value: 'FILE',
    help: "credentials, headers and TLS for --prometheus-url, in the format of Prometheus' http_config",
  },
  { flag: 'nfd-file', value: 'FILE', help: 'write labels to FILE, a feature file of Node Feature Discovery' },
  { flag: 'log-level', value: 'LEVEL', help: 'trace, debug, info, warn, error, fatal or silent', default: 'info' },
];

/** The environment variable of a flag. */
export function environmentName(flag: string): string {
  return `SHIMDEX_${flag.toUpperCase().replaceAll('-', '_')}`;
}
