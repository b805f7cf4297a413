import { defined } from '../../model/defined.ts';
import type { Unavailable } from '../../model/inventory/unavailable.ts';
import type { Attempt } from '../../model/resolution.ts';
import { type Hidden, hiddenAt } from '../go/hidden.ts';
import { isExecutable, passedOver, searchCandidates } from '../go/look-path.ts';
import { isAtLeast, parseVersion } from '../version.ts';
import type { World } from '../world.ts';
import type { LookupResult } from './lookup-result.ts';

/** The v1 runtime of containerd 1.x: a plugin that executes `containerd-shim`, not the name of a shim. */
export const linuxV1Runtime = 'io.containerd.runtime.v1.linux';

const binary = 'containerd-shim';

/** The shim of the v1 runtime, or why it is unavailable. */
type LinuxV1Start = Pick<LookupResult, 'binary' | 'path' | 'attempts' | 'hidden'> & { readonly failure?: Unavailable };

/** Looks for the shim of the v1 runtime: on PATH and nowhere else. Source: containerd `runtime/v1/linux/runtime.go`. */
export function startLinuxV1({ containerd, inspect }: Pick<World, 'containerd' | 'inspect'>): LinuxV1Start {
  const attempts: Attempt[] = [];
  let chosen: string | undefined;
  let hidden: Hidden | undefined;
  for (const { path } of searchCandidates(binary, containerd.path, containerd.cwd)) {
    if (chosen !== undefined) {
      attempts.push({ step: 'path', path, outcome: 'not-tried' });
      continue;
    }
    const file = inspect(path);
    const hit = isExecutable(file, containerd.executableTest);
    attempts.push({ step: 'path', path, outcome: hit ? 'chosen' : passedOver(file) });
    if (hit) chosen = path;
    hidden ??= hiddenAt(path, file);
  }
  if (chosen !== undefined) return { binary, path: chosen, attempts };
  const message = `failed to start shim: ${notFound(containerd.version)}: unknown`;
  return { binary, attempts, ...defined({ hidden }), failure: { reason: 'not-installed', message } };
}

/** 1.6 uses `execabs`, which reports any name that was not found as a file in the cwd. */
function notFound(version: string): string {
  const release = parseVersion(version);
  const is16 = isAtLeast(release, 1, 6) && !isAtLeast(release, 1, 7);
  if (is16) return `${binary} resolves to executable in current directory (./${binary})`;
  return `exec: "${binary}": executable file not found in $PATH`;
}
