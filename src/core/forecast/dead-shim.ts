import type { RunningContainer, ShimOnDisk } from '../../model/host/running-container.ts';
import type { PlanReason } from '../../model/plan.ts';
import { type Ending, ending, follow } from './possible.ts';

/** containerd forgets the container: what runs runs on. */
export function lost({ init }: RunningContainer, reason: PlanReason): readonly Ending[] {
  return follow(init, ofInit, (state) =>
    state === 'running' ? ending('unmanaged', reason) : ending('removed', 'exited'),
  );
}

/** The first process of a container, where its state is not known. */
export const ofInit = { fact: 'whether it still runs', values: ['running', 'gone'] } as const;

/** A container, and the file that starts its shim. */
interface Found {
  readonly container: RunningContainer;
  readonly file: Extract<ShimOnDisk, { found: true }>;
}

/**
 * containerd executes `SHIM delete`, which kills the container, although it may be healthy. Where that fails, the
 * container runs on.
 *
 * Sources: containerd `cleanupAfterDeadShim`; `cmd/containerd-shim-runc-v2/manager/manager_linux.go`, `Stop`.
 */
export function deadShim({ container, file }: Found, reason: PlanReason): readonly Ending[] {
  if (container.init === 'gone') return ending('removed', 'exited');
  return follow(file.deletes, orNot('whether its shim can clean up'), (deletes) =>
    deletes ? withRuntimeFile({ container, file }, reason) : lost(container, reason),
  );
}

function orNot<F>(fact: F): { readonly fact: F; readonly values: readonly boolean[] } {
  return { fact, values: [true, false] };
}

function withRuntimeFile({ container, file }: Found, reason: PlanReason): readonly Ending[] {
  const { bundle } = container;
  const isThere = bundle.runtime === undefined ? undefined : bundle.runtime !== null;
  return follow(isThere, orNot('the OCI runtime'), (there) =>
    there
      ? runOciRuntime(container, reason)
      : follow(file.needsRuntimeFile, orNot('whether its shim can clean up'), (needs) =>
          needs ? lost(container, reason) : runOciRuntime(container, reason),
        ),
  );
}

/** `runc delete --force` needs the program and its own state of the container. */
function runOciRuntime(container: RunningContainer, reason: PlanReason): readonly Ending[] {
  return follow(container.ociRuntime, orNot('the OCI runtime'), (found) =>
    follow(container.runcState, orNot('the state of the OCI runtime'), (known) =>
      found && known ? killed(container, reason) : lost(container, reason),
    ),
  );
}

function killed({ init }: RunningContainer, reason: PlanReason): readonly Ending[] {
  return follow(init, ofInit, (state) =>
    state === 'running' ? ending('killed', reason) : ending('removed', 'exited'),
  );
}
