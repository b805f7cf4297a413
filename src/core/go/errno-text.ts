const texts: ReadonlyMap<string, string> = new Map([
  ['E2BIG', 'argument list too long'],
  ['EACCES', 'permission denied'],
  ['EINVAL', 'invalid argument'],
  ['ECONNREFUSED', 'connection refused'],
  ['EFBIG', 'file too large'],
  ['EIO', 'input/output error'],
  ['EISDIR', 'is a directory'],
  ['ELIBBAD', 'accessing a corrupted shared library'],
  ['ELOOP', 'too many levels of symbolic links'],
  ['EMFILE', 'too many open files'],
  ['ENAMETOOLONG', 'file name too long'],
  ['ENFILE', 'too many open files in system'],
  ['ENOENT', 'no such file or directory'],
  ['ENOEXEC', 'exec format error'],
  ['ENOMEM', 'cannot allocate memory'],
  ['ENOTDIR', 'not a directory'],
  ['EPERM', 'operation not permitted'],
  ['ESTALE', 'stale file handle'],
  ['ETXTBSY', 'text file busy'],
]);

/** Go's text for an errno. Source: Go `syscall/zerrors_linux_amd64.go`. */
export function errnoText(errno: string): string {
  return texts.get(errno) ?? errno;
}

/** Why a file is not read that is not a regular one, or larger than it may be. */
const ownErrors: ReadonlyMap<string, string> = new Map([
  ['EFBIG', 'larger than 1 MiB'],
  ['FIFO', 'it is a FIFO, not a regular file'],
  ['SOCKET', 'it is a socket, not a regular file'],
  ['DEVICE', 'it is a device, not a regular file'],
]);

/** Why a configuration file of the host is not read, in words: those of Go for an error of the kernel. */
export function whyUnread(errno: string): string {
  return ownErrors.get(errno) ?? errnoText(errno);
}
