import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { Inspect } from '../../model/host/file-fact.ts';
import { errnoText } from '../go/errno-text.ts';
import { execErrno, execText } from '../go/exec-error.ts';
import { type OciRuntimeLookup, resolveOciRuntime } from '../go/find-executable.ts';
import { isAbsolutePath, splitSearchPath } from '../go/path.ts';

/** Where the OCI runtime of the runc shim is, or why the shim cannot execute it, in Go's words. */
export type OciRuntime = (
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly error: string }
) &
  Pick<OciRuntimeLookup, 'hidden'>;

type ShimSurroundings = Pick<ContainerdFacts, 'path' | 'executableTest'>;

/** Finds what the runc shim executes for `BinaryName`: a name in the PATH of containerd, a path as it is. */
export function findOciRuntime(binaryName: string, containerd: ShimSurroundings, inspect: Inspect): OciRuntime {
  const name = binaryName || 'runc';
  const { resolvedPath, file, error, hidden } = lookUpInShim(name, containerd, inspect);
  const errno = file && execErrno(file);
  const failed = (text: string): OciRuntime => ({ ok: false, error: text, ...defined({ hidden }) });
  if (errno !== undefined) return failed(`fork/exec ${resolvedPath ?? name}: ${errnoText(errno)}`);
  if (resolvedPath !== undefined) return { ok: true, path: resolvedPath, ...defined({ hidden }) };
  return failed(name.includes('/') ? notExecuted(name, containerd, inspect) : (error ?? ''));
}

/**
 * Looks an OCI runtime up as the runc shim does. The shim runs in the directory of the bundle, where neither a relative path
 * nor a relative element of PATH leads to anything.
 */
export function lookUpInShim(
  name: string,
  { path, executableTest }: ShimSurroundings,
  inspect: Inspect,
): OciRuntimeLookup {
  if (name.includes('/') && !isAbsolutePath(name)) return { error: '' };
  const absolute = splitSearchPath(path).filter(isAbsolutePath).join(':');
  return resolveOciRuntime(name, absolute, '/', inspect, executableTest);
}

/** Go's error about a path that the runc shim does not find, or cannot execute. */
export function notExecuted(path: string, { executableTest }: ShimSurroundings, inspect: Inspect): string {
  const file = isAbsolutePath(path) ? inspect(path) : undefined;
  const errno = file === undefined ? 'ENOENT' : file.kind === 'missing' ? file.errno : 'EACCES';
  return execText(path, errno, executableTest);
}
