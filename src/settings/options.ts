/** One option of the command line and of the environment; the only place where its name, words and default stand. */
export interface OptionSpec {
  /** Long flag without its dashes. */
  readonly flag: string;
  /** Name of its value in the help; absent for a switch. */
  readonly value?: string;
  readonly repeatable?: true;
  readonly help: string;
  /** The value that stands when nothing was given. */
  readonly default?: string;
}

/** Options of every command: whose host, whose containerd, whose rules. */
export const observeOptions: readonly OptionSpec[] = [
  { flag: 'root', value: 'DIR', help: 'look at the host mounted at DIR', default: '/' },
  {
    flag: 'search-path',
    value: 'DIRS',
    help: "colon-separated PATH to use in place of containerd's own; an empty element means its working directory",
  },
  {
    flag: 'containerd',
    value: 'auto|none|PID',
    help: 'whose working directory, PATH, executable and user count',
    default: 'auto',
  },
  {
    flag: 'containerd-address',
    value: 'FILE',
    help: "socket whose owner is that containerd; dockerd's own unless given, else /run/containerd/containerd.sock",
  },
  { flag: 'containerd-cwd', value: 'DIR', help: "containerd's working directory, given by hand" },
  { flag: 'containerd-exe', value: 'FILE', help: "containerd's executable, given by hand" },
  { flag: 'containerd-uid', value: 'UID', help: 'user containerd runs as, given by hand' },
  { flag: 'containerd-version', value: 'V', help: "whose rules apply; read from containerd's executable unless given" },
  { flag: 'docker-version', value: 'V', help: "whose rules apply; read from dockerd's executable unless given" },
  {
    flag: 'containerd-config',
    value: 'FILE',
    help: "containerd's config.toml",
    default: '/etc/containerd/config.toml',
  },
  {
    flag: 'docker-config',
    value: 'FILE',
    help: "daemon.json; what dockerd's command line says unless given, else /etc/docker/daemon.json",
  },
  {
    flag: 'dockerd-flag',
    value: 'FLAG',
    repeatable: true,
    help: 'a flag dockerd runs with, in place of its own command line (repeatable)',
  },
  {
    flag: 'docker-socket',
    value: 'FILE|none',
    help: "socket of the running Engine; where dockerd's command line puts it unless given, else /var/run/docker.sock",
  },
  { flag: 'target', value: 'NAME', help: 'label of this containerd and the Engine in front of it', default: 'default' },
  { flag: 'allow', value: 'GLOB', repeatable: true, help: 'permit only shims whose file name matches (repeatable)' },
  { flag: 'deny', value: 'GLOB', repeatable: true, help: 'refuse shims whose file name matches (repeatable; wins)' },
];

/** Options of the service alone. */
export const serveOptions: readonly OptionSpec[] = [
  {
    flag: 'listen',
    value: 'ADDR',
    repeatable: true,
    help: 'HOST:PORT, [IPv6]:PORT or unix:FILE; ",api=docker" behind it serves the Docker API alone (repeatable)',
    default: '127.0.0.1:7446',
  },
  { flag: 'verify', value: 'SECONDS', help: "time between two cheap looks under the watcher's hints", default: '1' },
  { flag: 'rescan', value: 'SECONDS', help: 'time between two full reads', default: '60' },
  {
    flag: 'allowed-host',
    value: 'NAME',
    repeatable: true,
    help: 'one more host name clients may ask for (repeatable)',
  },
  { flag: 'insecure-listen', help: 'listen beyond loopback though there is neither TLS nor a password' },
  {
    flag: 'web-config',
    value: 'FILE',
    help: "TLS, client certificates and passwords, in the format of Prometheus' exporter-toolkit",
  },
  {
    flag: 'textfile',
    value: 'FILE',
    help: "keep the metrics in FILE for node_exporter's textfile collector; its name ends in .prom",
  },
  {
    flag: 'prometheus-url',
    value: 'URL',
    help: 'Prometheus that scrapes the fleet, for the page about it; http or https, with a user and a password if need be',
  },
  { flag: 'nfd-file', value: 'FILE', help: 'keep labels in FILE, a feature file of Node Feature Discovery' },
  { flag: 'log-level', value: 'LEVEL', help: 'trace, debug, info, warn, error, fatal or silent', default: 'info' },
];

/** The environment variable that stands for a flag. */
export function environmentName(flag: string): string {
  return `SHIMDEX_${flag.toUpperCase().replaceAll('-', '_')}`;
}
