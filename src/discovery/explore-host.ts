import type { Explore } from '../core/world.ts';
import { defined } from '../model/defined.ts';
import type { ExecutionFault } from '../model/host/execution-fault.ts';
import type { ContainerdFacts } from '../model/host/observation.ts';
import type { HostFiles } from '../sources/host-files.ts';

/**
 * Looks at the host beyond the search path, as containerd's user: into `askerPath`, the PATH of the user who asks, and into
 * the PATHs of other containerds.
 */
export function exploreHost(
  files: HostFiles,
  { user, path, libraryPath, otherPaths = [] }: Pick<ContainerdFacts, 'user' | 'path' | 'libraryPath' | 'otherPaths'>,
  askerPath?: string,
): Explore {
  // One look asks about a file several times, and must not contradict itself.
  const paths = [askerPath, ...otherPaths].filter((each) => each !== undefined);
  const explained = new Map<string, ExecutionFault | undefined>();
  return {
    inspect: (file) => files.inspect(file, user),
    list: (directory) => {
      const listed = files.listNow(directory);
      return listed.ok ? listed.names : [];
    },
    explain: (file) => {
      if (!explained.has(file)) {
        explained.set(file, files.faults.explain(file, defined({ user, searchPath: path, libraryPath })));
      }
      return explained.get(file);
    },
    readLink: (file) => files.readLink(file),
    ...(paths.length === 0 ? {} : { otherPath: paths.join(':') }),
  };
}
