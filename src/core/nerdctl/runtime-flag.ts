import type { Inspect } from '../../model/host/file-fact.ts';
import type { Attempt } from '../../model/resolution.ts';
import { isExecutable, passedOver, searchCandidates } from '../go/look-path.ts';
import { isAbsolutePath } from '../go/path.ts';

/** What nerdctl uses for an empty name and without `--runtime`. Source: nerdctl `pkg/defaults/defaults_linux.go`. */
export const defaultRuntime = 'io.containerd.runc.v2';

/** What `nerdctl run --runtime NAME` asks containerd for. */
export interface NerdctlRequest {
  /** The runtime name that containerd gets. */
  readonly runtime: string;
  /** The OCI runtime that the runc shim executes; absent where it executes its default, `runc`. */
  readonly binaryName?: string;
  /** Places of the caller's PATH that nerdctl searches first. */
  readonly attempts: readonly Attempt[];
}

/**
 * Reads a `--runtime` as nerdctl does. A name of containerd's own kind goes to containerd unchanged. Any other name is first
 * looked for as a program, by Go's rules, and goes to containerd only if there is none.
 *
 * A relative path is looked for below a working directory that is not known, and counts as missing. So does a relative
 * element of PATH, whose files nerdctl does not use. Source: nerdctl `pkg/cmd/container/run_runtime.go`,
 * `generateRuntimeCOpts`; since pull request 4257 (May 2025). Before, every other name was treated as a program.
 */
export function readRuntimeFlag(name: string, searchPath: string | undefined, inspect: Inspect): NerdctlRequest {
  if (name === '') return { runtime: defaultRuntime, attempts: [] };
  if (isRuntimeName(name)) return { runtime: name, attempts: [] };
  if (!name.includes('/')) return searchProgram(name, searchPath, inspect);
  if (!isAbsolutePath(name) || !isExecutable(inspect(name), 'access')) return { runtime: name, attempts: [] };
  return asProgram(name, [{ step: 'absolute', path: name, outcome: 'chosen' }]);
}

/** Whether nerdctl treats a name as a runtime without looking for a program. */
export function isRuntimeName(name: string): boolean {
  return name.startsWith('io.containerd.') || name === 'wtf.sbk.runj.v1';
}

/** Whether nerdctl sends the options of the runc shim, the systemd cgroup among them, with a runtime name. */
export function sendsRuncOptions(name: string): boolean {
  return !isRuntimeName(name) || name.startsWith('io.containerd.runc.');
}

function searchProgram(name: string, searchPath: string | undefined, inspect: Inspect): NerdctlRequest {
  const attempts: Attempt[] = [];
  for (const { path, relative } of searchCandidates(name, searchPath, '/')) {
    if (relative) continue;
    const file = inspect(path);
    const isFound = isExecutable(file, 'access');
    attempts.push({ step: 'client-path', path, outcome: isFound ? 'chosen' : passedOver(file) });
    if (isFound) return asProgram(path, attempts);
  }
  return { runtime: name, attempts };
}

function asProgram(binaryName: string, attempts: readonly Attempt[]): NerdctlRequest {
  return { runtime: defaultRuntime, binaryName, attempts };
}
