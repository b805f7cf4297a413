/** Whose eyes a file is seen with: the user containerd runs as. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/**
 * `errno` is the name stat(2) fails with for the user who looks (`ENOENT`, `ENOTDIR`, `EACCES`, `ELOOP`, `ENAMETOOLONG`,
 * `EINVAL`); `dangling` marks a link whose target does not exist.
 */
interface MissingFile {
  readonly kind: 'missing';
  readonly errno: string;
  readonly dangling: boolean;
  /**
   * A directory on the way that this process may not search, although the user may: nobody knows from here whether there is
   * a file.
   */
  readonly hidden?: string;
}

interface PresentFile {
  readonly kind: 'file' | 'directory' | 'fifo' | 'socket' | 'device';
  /** Permission bits, setuid and friends included. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** faccessat2(AT_EACCESS, X_OK) for that user: permission bits, `noexec` mounts; root needs any x bit. */
  readonly accessible: boolean;
  /** Where the links end, as the host spells it. */
  readonly realPath: string;
}

/** What is at a path once its symbolic links were followed, as a user would find it. */
export type FoundFile = MissingFile | PresentFile;

/** The same as the user containerd runs as would find and execute it. */
export type FileFact =
  | MissingFile
  | (PresentFile & {
      /** What execve(2) would fail with (`EACCES`, `ENOEXEC`, `ENOENT` …); absent when it would start. */
      readonly execErrno?: string;
    });

/** Looks at one path of the host; never throws. A relative path is not asked for. */
export type Inspect = (path: string) => FileFact;
