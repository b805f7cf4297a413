import type { Policy } from '../core/policy.ts';

/** Where the host's facts are looked for, and whose rules apply: what every command needs. Paths are the host's. */
export interface ObserveSettings {
  /** Directory the host is mounted at; absolute. */
  readonly root: string;
  /** PATH to use in place of containerd's own; may be empty, as Go means it. */
  readonly searchPath?: string;
  readonly containerd: 'auto' | 'none' | number;
  /** Socket of the containerd that is meant; that of the one behind Docker unless given. */
  readonly containerdAddress?: string;
  readonly containerdCwd?: string;
  readonly containerdExe?: string;
  readonly containerdUid?: number;
  readonly containerdVersion?: string;
  readonly dockerVersion?: string;
  readonly containerdConfig: string;
  readonly dockerConfig?: string;
  /** Flags dockerd runs with; absent means its own command line is read. */
  readonly dockerdFlags?: readonly string[];
  /** Socket of the running Engine, or `none`; absent means where dockerd listens by its own command line and configuration. */
  readonly dockerSocket?: string;
  readonly target: string;
  readonly policy: Policy;
}

/** One address the service listens on; `docker` serves the Engine façade alone, at its root. */
export type ListenAddress = { readonly api: 'all' | 'docker' } & (
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }
  /** A socket systemd opened and handed over. */
  | { readonly kind: 'fd'; readonly fd: number }
);

/** How much the log tells, in the words of pino. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What the service needs beside. */
export interface ServeSettings extends ObserveSettings {
  readonly listen: readonly ListenAddress[];
  /** Seconds between two cheap looks under the watcher's hints. */
  readonly verifySeconds: number;
  /** Seconds between two full reads. */
  readonly rescanSeconds: number;
  readonly allowedHosts: readonly string[];
  readonly insecureListen: boolean;
  /** TLS and passwords, as exporter-toolkit writes them; absolute, on this machine. */
  readonly webConfig?: string;
  /** File for node_exporter's textfile collector, and a feature file for Node Feature Discovery; on this machine. */
  readonly textfile?: string;
  readonly nfdFile?: string;
  /** Base of the Prometheus that knows the fleet; a user and a password may stand in it, so it is never shown. */
  readonly prometheusUrl?: string;
  readonly logLevel: LogLevel;
}
