import { defined } from '../../model/defined.ts';
import type { ContainerFacts } from '../../model/host/running.ts';
import type { SocketState } from '../../model/host/running-container.ts';
import type { Bundle, BundleSocket } from './bundles.ts';
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

/** What the files of a bundle and the processes show of its container. */
export function containerFacts(bundle: Bundle, { seen, sockets, oci, first }: Surroundings): ContainerFacts {
  const { facts, ociDirectory, ociRoot } = bundle;
  const { namespace, id } = facts;
  const usesOciRuntime = usesOci(bundle);
  // A bundle that was changed may lack the file; the OCI runtime knows the process too.
  const initPid = bundle.initPid ?? (usesOciRuntime === false ? undefined : oci.read(ociDirectory, id)?.pid);
  const init = initPid === undefined || seen === undefined ? undefined : first.read(initPid, seen.pids);
  const shim = seen?.shimOf(bundle, init?.parent, sockets);
  return defined({
    bundle: facts,
    sockets: seen === undefined ? {} : socketStates(bundle, (socket) => sockets.stateOf(socket, shim)),
    shimProcess: seen === undefined ? undefined : (shim?.state ?? ('gone' as const)),
    shim: shim?.pid,
    init: init && stateOf(init),
    initPid,
    usesOciRuntime,
    runcState: usesOciRuntime === false ? true : oci.has(ociDirectory, id),
    ociState: `${ociDirectory}/${id}`,
    ociRoot,
    sandboxRecord: hasSandboxRecord(bundle),
    ownedByCri: namespace === criNamespace,
  });
}

function stateOf({ lives }: FirstProcess): 'running' | 'gone' {
  return lives ? 'running' : 'gone';
}

function socketStates(
  { sockets }: Bundle,
  stateAt: (socket: BundleSocket) => SocketState | undefined,
): Readonly<Record<string, SocketState>> {
  const states: Record<string, SocketState> = {};
  for (const socket of sockets) {
    const state = stateAt(socket);
    if (state !== undefined) states[socket.address] = state;
  }
  return states;
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
