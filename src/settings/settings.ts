import type { Policy } from '../core/policy.ts';

/** Settings of every command: which host to observe, and which containerd and dockerd. Paths are the host's. */
export interface ObserveSettings {
  /** Directory at which the host is mounted; absolute. */
  readonly root: string;
  /** PATH to use instead of containerd's own; may be empty, which Go treats as unset. */
  readonly searchPath?: string;
  readonly containerd: 'auto' | 'none' | number;
  /** Socket of the containerd to observe; by default the one that Docker uses. */
  readonly containerdAddress?: string;
  readonly containerdCwd?: string;
  readonly containerdExe?: string;
  readonly containerdUid?: number;
  readonly containerdVersion?: string;
  readonly dockerVersion?: string;
  readonly containerdConfig?: string;
  readonly dockerConfig?: string;
  /** Flags of dockerd; absent means that its own command line is read. */
  readonly dockerdFlags?: readonly string[];
  /** Socket of the running Engine, or `none`; absent means the socket in dockerd's command line and configuration. */
  readonly dockerSocket?: string;
  /** `none`: the running containerd is not asked. */
  readonly containerdSocket: 'auto' | 'none';
  readonly target: string;
  readonly policy: Policy;
  /** PATH of the user who runs a command: nerdctl would search it, and remedies are looked for in it. */
  readonly askerPath?: string;
}

/** An address the service listens on; `docker` serves only the Docker API, at the root. */
export type ListenAddress = { readonly api: 'all' | 'docker' } & (
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }
  /** A socket that systemd opened. */
  | { readonly kind: 'fd'; readonly fd: number }
);

/** The log levels of pino. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Additional settings of `serve`. */
export interface ServeSettings extends ObserveSettings {
  readonly listen: readonly ListenAddress[];
  /** Seconds between two quick checks for changes that the watcher missed. */
  readonly verifySeconds: number;
  /** Seconds between two full reads. */
  readonly rescanSeconds: number;
  readonly allowedHosts: readonly string[];
  readonly insecureListen: boolean;
  /** File with TLS and passwords, in exporter-toolkit's format; absolute, on this machine. */
  readonly webConfig?: string;
  /** File for node_exporter's textfile collector, and a feature file for Node Feature Discovery; on this machine. */
  readonly textfile?: string;
  readonly nfdFile?: string;
  /** Base URL of the fleet's Prometheus. It may contain a user and a password, so it is never shown. */
  readonly prometheusUrl?: string;
  /** File with credentials, headers and TLS for that Prometheus, in its `http_config` format; absolute, on this machine. */
  readonly prometheusHttpConfig?: string;
  readonly logLevel: LogLevel;
}
