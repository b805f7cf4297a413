import { findElsewhere } from '../core/advice/elsewhere.ts';
import { splitSearchPath } from '../core/go/path.ts';
import type { Explore } from '../core/world.ts';
import { defined } from '../model/defined.ts';
import type { ContainerdFacts } from '../model/host/observation.ts';
import type { HostFiles } from '../sources/host-files.ts';

/**
 * Looks at the host beyond the search path, as containerd's user: into `askerPath`, the PATH of the user who asks, and into
 * the PATHs of other containerds. Each name and each file is looked for once, so that one look does not contradict itself,
 * and a thousand runtimes that lack the same file cost as much as one.
 */
export function exploreHost(
  files: HostFiles,
  {
    user,
    path,
    ldLibraryPath,
    otherPaths = [],
  }: Pick<ContainerdFacts, 'user' | 'path' | 'ldLibraryPath' | 'otherPaths'>,
  askerPath?: string,
): Explore {
  const paths = [askerPath, ...otherPaths].filter((each) => each !== undefined);
  const search = { searched: splitSearchPath(path), otherPath: paths.length === 0 ? undefined : paths.join(':') };
  const list = (directory: string) => {
    const listed = files.listNow(directory);
    return listed.ok ? listed.names : [];
  };
  const identityOf = onceEach((file) => files.identity(file));
  const host = { inspect: (file: string) => files.inspect(file, user), list };
  const options = defined({ user, searchPath: path, ldLibraryPath });
  return {
    elsewhere: onceEach((name) => findElsewhere(name, host, search)),
    explain: onceEach((file) => files.faults.explain(file, options, identityOf)),
    readLink: (file) => files.readLink(file),
  };
}

/** The same function, which computes each answer once. */
function onceEach<T>(answer: (asked: string) => T): (asked: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (asked) => {
    const found = known.get(asked) ?? { value: answer(asked) };
    known.set(asked, found);
    return found.value;
  };
}
