import type { Explore } from '../core/world.ts';
import { defined } from '../model/defined.ts';
import type { ContainerdFacts } from '../model/host/observation.ts';
import type { HostFiles } from '../sources/host-files.ts';

/**
 * Looks at the host beyond the search path, as containerd's user: into `askerPath`, the PATH of the user who asks, and into
 * the PATHs of other containerds. Each path is looked at once, so that one look does not contradict itself, and a
 * thousand runtimes that lack the same file cost as much as one.
 */
export function exploreHost(
  files: HostFiles,
  { user, path, libraryPath, otherPaths = [] }: Pick<ContainerdFacts, 'user' | 'path' | 'libraryPath' | 'otherPaths'>,
  askerPath?: string,
): Explore {
  const paths = [askerPath, ...otherPaths].filter((each) => each !== undefined);
  return {
    inspect: onceEach((file) => files.inspect(file, user)),
    list: onceEach((directory) => {
      const listed = files.listNow(directory);
      return listed.ok ? listed.names : [];
    }),
    explain: onceEach((file) => files.faults.explain(file, defined({ user, searchPath: path, libraryPath }))),
    readLink: (file) => files.readLink(file),
    ...(paths.length === 0 ? {} : { otherPath: paths.join(':') }),
  };
}

/** The same function, which computes the answer for each path once. */
function onceEach<T>(answer: (path: string) => T): (path: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (path) => {
    const found = known.get(path) ?? { value: answer(path) };
    known.set(path, found);
    return found.value;
  };
}
