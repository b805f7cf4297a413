import type { Explore } from '../core/world.ts';
import { defined } from '../model/defined.ts';
import type { ContainerdFacts } from '../model/observation.ts';
import { explainExecution } from '../sources/executables/faults/explain-execution.ts';
import type { HostFiles } from '../sources/host-files.ts';

/** Looks at the host beyond the search path, as containerd's user; `askerPath` is the PATH of the user who asks. */
export function exploreHost(
  files: HostFiles,
  { user, path }: Pick<ContainerdFacts, 'user' | 'path'>,
  askerPath?: string,
): Explore {
  return {
    list: (directory) => {
      const listed = files.listNow(directory);
      return listed.ok ? listed.names : [];
    },
    explain: (file) => explainExecution(files, file, { user, ...defined({ searchPath: path }) }),
    readLink: (file) => files.readLink(file),
    ...defined({ askerPath }),
  };
}
