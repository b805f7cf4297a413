/** Whose eyes a file is seen with: the user containerd runs as. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

/**
 * What is at a path once its symbolic links were followed, as the user containerd runs as would find it.
 *
 * `errno` is the name stat(2) fails with for that user (`ENOENT`, `ENOTDIR`, `EACCES`, `ELOOP`, `ENAMETOOLONG`,
 * `EINVAL`); `dangling` marks a link whose target does not exist.
 */
export type FileFact =
  | { readonly kind: 'missing'; readonly errno: string; readonly dangling: boolean }
  | {
      readonly kind: 'file' | 'directory' | 'fifo' | 'socket' | 'device';
      /** Permission bits, setuid and friends included. */
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      /** faccessat2(AT_EACCESS, X_OK) for that user: permission bits, `noexec` mounts; root needs any x bit. */
      readonly accessible: boolean;
      /** What execve(2) would fail with (`EACCES`, `ENOEXEC`, `ENOENT` …); absent when it would start. */
      readonly execErrno?: string;
      /** Where the links end, as the host spells it. */
      readonly realPath: string;
    };

/** Looks at one path of the host; never throws. A relative path is not asked for. */
export type Inspect = (path: string) => FileFact;
