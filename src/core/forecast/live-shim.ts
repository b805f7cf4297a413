import type { RunningContainer } from '../../model/host/running-container.ts';
import { lost, ofInit } from './dead-shim.ts';
import { type Ending, ending, follow } from './possible.ts';
import type { LoadRules } from './release.ts';

/**
 * A shim that answers. Since 1.7, containerd asks it for the processes of the container, and forgets a container
 * without any; a sandbox is kept in any case.
 */
export function liveShim(container: RunningContainer, rules: LoadRules): readonly Ending[] {
  if (!rules.leakCheck) return kept(container);
  const { sandboxRecord, init } = container;
  return follow(sandboxRecord, { fact: 'whether it is a sandbox', values: [false, true] }, (sandbox) =>
    sandbox
      ? kept(container)
      : follow(listsProcesses(container), { fact: 'the OCI runtime', values: [true, false] }, (lists) => {
          if (!lists) return silent(container, rules);
          return follow(init, ofInit, (state) => (state === 'running' ? kept(container) : ending('removed', 'exited')));
        }),
  );
}

/** The shim lists processes with `runc ps`. */
function listsProcesses({ shimOciRuntime, runcState }: RunningContainer): boolean | undefined {
  if (shimOciRuntime === false || runcState === false) return false;
  return shimOciRuntime === undefined || runcState === undefined ? undefined : true;
}

/** Until 2.3.3 an error counts as "no processes". */
function silent(container: RunningContainer, { keepsSilent }: LoadRules): readonly Ending[] {
  return follow(keepsSilent, { fact: 'the patch release of containerd', values: [true, false] }, (keeps) =>
    keeps ? kept(container, 'kept-without-oci-runtime') : lost(container, 'oci-runtime-silent'),
  );
}

/** Kept as it is: it runs, or containerd shows it as stopped. CRI deletes a container that has ended. */
function kept(
  { init, ownedByCri, inMetadata }: RunningContainer,
  reason: 'reconnects' | 'kept-without-oci-runtime' = 'reconnects',
): readonly Ending[] {
  return follow(init, ofInit, (state) => {
    if (state === 'running') return ending('kept', inMetadata === false ? 'kept-without-metadata' : reason);
    return ownedByCri ? ending('removed', 'exited') : ending('kept', 'stays-stopped');
  });
}
