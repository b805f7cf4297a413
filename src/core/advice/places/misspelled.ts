import { grouped } from '../../../model/grouped.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { oncePer } from '../../../model/once-per.ts';
import { sortedByCodePoint } from '../../code-points.ts';
import { directoryOf, joinPaths } from '../../go/path.ts';
import type { World } from '../../world.ts';
import { adviseOnFault } from '../execution-fault.ts';
import { shellWord } from '../shell-word.ts';
import { type HostView, usualDirectories } from './elsewhere.ts';
import { linkTarget } from './search-path.ts';

/**
 * Paths of files whose names are nearly `name`, the file name of a shim: in upper case, with another character between two
 * words, without the version, or with the machine that it was built for. `searched` are directories in which to look first.
 */
export function findMisspelled(name: string, host: HostView, searched: readonly string[]): string[] {
  const wanted = plainName(name);
  const meant = [...new Set([wanted, wanted.replace(/-v\d+$/, '')])];
  const found = new Map<string, string>();
  for (const directory of new Set([...searched, ...usualDirectories])) {
    const names = directory.startsWith('/') ? host.list(directory) : [];
    const similar = meant.flatMap((plain) => shimsByPlainName(names).get(plain) ?? []);
    for (const each of sortedByCodePoint(similar, (text) => text)) {
      if (each === name) continue;
      const path = joinPaths(directory, each);
      const file = host.inspect(path);
      if (file.kind === 'file' && !found.has(file.realPath)) found.set(file.realPath, path);
    }
  }
  return [...found.values()];
}

/** Many questions are asked about one listing. */
const shimsByPlainName = oncePer((names: readonly string[]) =>
  grouped(names, (name) => (/shim/i.test(name) ? [plainName(name)] : [])),
);

/** A name without what people add to it or write in another way. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_.-]+/g, '-')
    .replace(/-(?:exe|bin|sh)$/, '')
    .replace(/(?:-linux)?-(?:amd64|x86-64|arm64|aarch64)(?:-(?:gnu|musl))?$/, '');
}

/** Advice for a shim that is there under a name that containerd does not look for; empty when there is none. */
export function adviseOnMisspelled(binary: string, { containerd, inspect, explore }: World): Advice[] {
  const [path] = explore?.misspelled(binary) ?? [];
  if (path === undefined) return [];
  const target = linkTarget(binary, containerd, inspect) ?? joinPaths(directoryOf(path), binary);
  const fault = explore?.explain(path);
  const link = {
    text: `containerd looks for "${binary}", but the file is called "${path}": link it under the name that containerd looks for`,
    command: `ln -s ${shellWord(path)} ${shellWord(target)}`,
  };
  return fault === undefined ? [link] : [link, adviseOnFault(fault)];
}
