import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { Inspect } from '../../model/host/file-fact.ts';
import { errnoText } from '../go/errno-text.ts';
import { execErrno } from '../go/exec-error.ts';
import { resolveOciRuntime } from '../go/find-executable.ts';
import { isAbsolutePath } from '../go/path.ts';

/** Where the OCI runtime of the runc shim is, or why the shim cannot execute it, in Go's words. */
export type OciRuntime = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly error: string };

/**
 * Finds what the runc shim executes for `BinaryName`: a name in the PATH of containerd, a path as it is. The shim runs
 * in the directory of the bundle, where a relative path leads nowhere.
 */
export function findOciRuntime(binaryName: string, containerd: ContainerdFacts, inspect: Inspect): OciRuntime {
  const name = binaryName || 'runc';
  if (name.includes('/') && !isAbsolutePath(name)) return missing(name);
  const { path, cwd, executableTest } = containerd;
  const { resolvedPath, file, error } = resolveOciRuntime(name, path, cwd, inspect, executableTest);
  const errno = file && execErrno(file);
  if (errno !== undefined) return { ok: false, error: `fork/exec ${resolvedPath ?? name}: ${errnoText(errno)}` };
  if (resolvedPath !== undefined) return { ok: true, path: resolvedPath };
  if (!name.includes('/')) return { ok: false, error: error ?? '' };
  const found = inspect(name);
  const why = found.kind === 'missing' ? found.errno : 'EACCES';
  return { ok: false, error: `fork/exec ${name}: ${errnoText(why)}` };
}

function missing(name: string): OciRuntime {
  return { ok: false, error: `fork/exec ${name}: ${errnoText('ENOENT')}` };
}
