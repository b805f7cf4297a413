import type { Origin, Setting } from './systemd.ts';

/** The service of systemd that a daemon runs in, as its unit and drop-ins are now. */
export interface DaemonService {
  /** `containerd.service` style. */
  readonly unit: string;
  /** What systemd kills when the service stops: `control-group`, `mixed`, `process` or `none`. */
  readonly killMode: Setting<string>;
  readonly stopsWith: readonly StopsWith[];
  /** A file or directory of its unit that shimdex may not read: it may set any of these. */
  readonly denied?: string;
}

/** A dependency through which the stop and the restart of another unit reach this one. */
export interface StopsWith {
  readonly setting: 'BindsTo' | 'PartOf' | 'Requires';
  readonly unit: string;
  readonly from?: Origin;
}

/** The services of both daemons; a daemon that systemd did not start has none. */
export interface DaemonServices {
  readonly containerd?: DaemonService;
  readonly dockerd?: DaemonService;
}
