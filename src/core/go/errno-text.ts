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
