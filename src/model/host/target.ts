/** One containerd or Docker Engine that was found on the host, and how to look at it. */
export interface Target {
  /** `engine`: a socket at a place where Engines listen, whose process is not a dockerd of this host. */
  readonly kind: 'containerd' | 'dockerd' | 'engine';
  readonly pid?: number;
  /** Unix sockets; a dockerd may listen on several, or on none. */
  readonly sockets: readonly string[];
  /** The file it reads, whether it is there or not. */
  readonly configFile?: string;
  /** Absent when it could not be read from the executable. */
  readonly version?: string;
  /** k3s, Docker and the like; absent for the system's own. */
  readonly belongsTo?: string;
  /** Effective user id. */
  readonly uid?: number;
  /** The other commands describe this one with the options that were given. */
  readonly described: boolean;
  /** False for a process of another user that only has the name. */
  readonly believed: boolean;
  /** Arguments that make every command look at this one; empty when there are none. */
  readonly flags: readonly string[];
}
