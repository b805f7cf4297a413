import { defined } from '../../model/defined.ts';
import type { ContainerFacts } from '../../model/host/running.ts';
import type { SocketState } from '../../model/host/running-container.ts';
import { oncePerDetail } from '../../model/once-per.ts';
import type { Bundle } from './bundles.ts';
import type { FirstProcess, FirstProcesses } from './first-processes.ts';
import type { OciStates } from './oci-states.ts';
import type { Seen } from './seen.ts';
import type { ShimSockets } from './shim-sockets.ts';

/** What a container is looked up in. */
export interface Surroundings {
  /** Absent where processes cannot be seen. */
  readonly seen?: Seen;
  readonly sockets: ShimSockets;
  readonly oci: OciStates;
  readonly first: FirstProcesses;
}

/** The namespace of the CRI plugin. Source: containerd `internal/cri/constants/constants.go`. */
export const criNamespace = 'k8s.io';

/** What the files of a bundle and the processes show of its container: the same object as long as they show the same. */
export function containerFacts(bundle: Bundle, { seen, sockets, oci, first }: Surroundings): ContainerFacts {
  const { facts, ociDirectory } = bundle;
  const usesOciRuntime = usesOci(bundle);
  // A bundle that was changed may lack the file; the OCI runtime knows the process too.
  const initPid = bundle.initPid ?? (usesOciRuntime === false ? undefined : oci.read(ociDirectory, facts.id)?.pid);
  const init = initPid === undefined || seen === undefined ? undefined : first.read(initPid, seen.pids);
  const shim = seen?.shimOf(bundle, init?.parent, sockets);
  const states = seen === undefined ? [] : bundle.sockets.map((socket) => sockets.stateOf(socket, shim));
  const live: Live = {
    initPid,
    init: init && stateOf(init),
    shim: shim?.pid,
    shimProcess: seen === undefined ? undefined : (shim?.state ?? 'gone'),
    runcState: usesOciRuntime === false ? true : oci.has(ociDirectory, facts.id),
  };
  return factsOf(bundle, [...Object.values(live), ...states], live, states);
}

/** What decides about a container besides its bundle. */
interface Live {
  readonly initPid: number | undefined;
  readonly init: ContainerFacts['init'];
  readonly shim: number | undefined;
  readonly shimProcess: ContainerFacts['shimProcess'];
  readonly runcState: boolean | undefined;
}

/** `states` are the ones of the bundle's sockets, in their order. */
const factsOf = oncePerDetail(
  (bundle: Bundle, live: Live, states: readonly (SocketState | undefined)[]): ContainerFacts => {
    const { facts, ociDirectory, ociRoot } = bundle;
    const sockets = bundle.sockets.flatMap(({ address }, index) => {
      const state = states[index];
      return state === undefined ? [] : [[address, state] as const];
    });
    return defined({
      bundle: facts,
      sockets: Object.fromEntries(sockets),
      ...live,
      usesOciRuntime: usesOci(bundle),
      ociState: `${ociDirectory}/${facts.id}`,
      ociRoot,
      sandboxRecord: hasSandboxRecord(bundle),
      ownedByCri: facts.namespace === criNamespace,
    });
  },
);

function stateOf({ lives }: FirstProcess): 'running' | 'gone' {
  return lives ? 'running' : 'gone';
}

/** Only shims of OCI runtimes write the two files; one of runc whose files are missing is known by its name. */
function usesOci({ facts, hasOptions }: Bundle): boolean | undefined {
  if (hasOptions || typeof facts.runtime === 'string') return true;
  if (facts.runtime === undefined || facts.shimBinaryPath === undefined) return undefined;
  // Without a name, it may be any shim.
  if (facts.shimBinaryPath === null || facts.shimBinaryPath === '') return undefined;
  return /(?:^|\/)containerd-shim-runc-v[12]$/.test(facts.shimBinaryPath) ? true : undefined;
}

/**
 * Since 2.0, CRI makes a sandbox record for the pause container of a pod; the bundles of its other containers have a file
 * `sandbox`. undefined for a bundle that was changed, and for a client that may have made a record as well.
 */
function hasSandboxRecord({ facts, isOfPod }: Bundle): boolean | undefined {
  if (isOfPod || facts.bootstrap === null) return false;
  if (facts.bootstrap === undefined || facts.address === undefined) return undefined;
  // A shim of 1.x that 2.x took over has both files.
  if (facts.address !== null || facts.namespace !== criNamespace) return false;
  return typeof facts.shimBinaryPath === 'string' ? true : undefined;
}
