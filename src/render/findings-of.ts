import { grouped } from '../model/grouped.ts';
import type { Finding } from '../model/inventory/finding.ts';
import type { Inventory } from '../model/inventory/inventory.ts';
import type { Runtime } from '../model/inventory/runtime.ts';

/**
 * Finds the findings about a runtime of an inventory: about its name, its shim and the files of that name, its OCI
 * runtime, and its configuration.
 */
export function findingsOf({
  findings,
  shims,
}: Pick<Inventory, 'findings' | 'shims'>): (runtime: Runtime) => readonly Finding[] {
  const bySubject = grouped(findings, ({ subject }) => [subject]);
  const byCode = grouped(findings, ({ code }) => [code]);
  const files = grouped(shims, ({ binary }) => [binary]);
  return (runtime) => {
    const subjects = subjectsOf(runtime, files.get(runtime.binary ?? '') ?? []);
    // A finding about the whole configuration has the code of the reason.
    const ofConfiguration = byCode.get(runtime.unavailable?.reason ?? '') ?? [];
    return [...new Set([...subjects.flatMap((subject) => bySubject.get(subject) ?? []), ...ofConfiguration])];
  };
}

function subjectsOf(
  { name, path, binary, ociRuntime, definedIn }: Runtime,
  files: readonly { readonly path: string }[],
): readonly string[] {
  const subjects = [name, path, binary, ociRuntime?.path, ociRuntime?.resolvedPath, ...files.map((file) => file.path)];
  const place = definedIn === undefined ? [] : [`${definedIn.file}:${definedIn.line}`];
  return [...new Set([...subjects, ...place].filter((subject) => subject !== undefined))];
}
