import type { Refusal } from '../../model/resolution.ts';
import type { DockerRules } from './release.ts';

/** moby's answer to an unconfigured name. */
type Permission = { readonly permitted: true } | { readonly permitted: false; readonly refusal: Refusal };

/**
 * Decides whether a client of the Docker API may use `name` without an administrator having configured it.
 *
 * containerd runs an absolute path as it is, as root, so no name may hold a slash. The rule never looks at the disk.
 * Docker before 23 knows configured names only: one that later releases let through is refused as `not-configured`.
 * Source: moby `daemon/runtime_unix.go`, `isPermissibleC8dRuntimeName`.
 */
export function checkPermission(name: string, rules: DockerRules): Permission {
  const refusal = nameRefusal(name, rules.leadingDot) ?? (rules.implicit ? undefined : 'not-configured');
  return refusal === undefined ? { permitted: true } : { permitted: false, refusal };
}

function nameRefusal(name: string, leadingDot: boolean): Refusal | undefined {
  if (name === '') return 'empty';
  if (name.startsWith('/')) return 'absolute-path';
  if (name.includes('/')) return 'relative-path';
  if (!name.includes('.')) return 'no-dot';
  return name.startsWith('.') && !leadingDot ? 'empty-prefix' : undefined;
}
