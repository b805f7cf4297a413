import type { Explore } from '../core/world.ts';
import { defined } from '../model/defined.ts';
import type { ExecutionFault } from '../model/execution-fault.ts';
import type { ContainerdFacts } from '../model/observation.ts';
import type { HostFiles } from '../sources/host-files.ts';

/** Looks at the host beyond the search path, as containerd's user; `askerPath` is the PATH of the user who asks. */
export function exploreHost(
  files: HostFiles,
  { user, path, libraryPath }: Pick<ContainerdFacts, 'user' | 'path' | 'libraryPath'>,
  askerPath?: string,
): Explore {
  // One look asks about a file several times, and must not contradict itself.
  const explained = new Map<string, ExecutionFault | undefined>();
  return {
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
    ...defined({ askerPath }),
  };
}
