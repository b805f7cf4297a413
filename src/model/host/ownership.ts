/** One file on the way to a path: a directory, a link that is followed, or what is at the end. */
export interface TrailStep {
  /** Without links in its directories. */
  readonly path: string;
  readonly kind: 'directory' | 'link' | 'file' | 'other';
  /** Permission bits, with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Device and inode: equal for two names of one file. */
  readonly inode: string;
}

/** The way to a path, the root first. `errno` is the error that ends it before the last component. */
export interface Trail {
  readonly steps: readonly TrailStep[];
  readonly errno?: string;
}

/** A group, and its members except root. */
export interface Group {
  readonly name?: string;
  readonly members: readonly string[];
}

/** Who owns what on the host. ACLs, capabilities and read-only mounts are not considered. */
export interface Ownership {
  readonly trail: (path: string) => Trail;
  /** The paths whose ways may be others than in the look before; undefined or absent: all. */
  readonly changedPaths?: () => ReadonlySet<string> | undefined;
  /** The name of a user; undefined when /etc/passwd does not have it. */
  readonly userName: (uid: number) => string | undefined;
  /** Undefined when /etc/group or /etc/passwd cannot be read. */
  readonly group: (gid: number) => Group | undefined;
  /** Owner and group of the top directory of a tree that somebody unpacked; they are trusted. Absent for this machine. */
  readonly tree?: { readonly uid: number; readonly gid: number };
}
