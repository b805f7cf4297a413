import type { PlanOutcome, PlanReason } from '../../model/plan.ts';

/** What a sentence is about. */
export interface Foretold {
  readonly outcome: PlanOutcome;
  readonly reason: PlanReason;
  /** Version of the containerd after the restart. */
  readonly version: string;
  readonly ownedByCri: boolean;
}

/** One sentence about an outcome. */
export function sentenceFor({ outcome, reason, version, ownedByCri }: Foretold): string {
  const cause = causes[reason](version);
  if (outcome === 'killed') return `${cause}, so containerd kills the container`;
  if (outcome !== 'unmanaged') return cause;
  const effect = `${cause}, so the container keeps running, but containerd loses track of it`;
  // Kubernetes sees a dead container, removes it without an error, and starts another one.
  return ownedByCri ? `${effect}; Kubernetes treats it as dead and may start a second copy` : effect;
}

const causes: Readonly<Record<PlanReason, (version: string) => string>> = {
  'docker-stops': () => 'dockerd restarts with containerd and stops its containers',
  'systemd-kills-shim': () => 'systemd kills its shim together with containerd',
  'bundle-missing': () => "Its bundle is not in containerd's state directory",
  'bundle-empty': () => 'Its bundle is empty',
  'shim-file-missing': () => 'The file that started its shim is not there any more',
  'runtime-name-invalid': () => 'Its bundle does not name a shim that containerd accepts',
  'not-in-metadata': () => "Its bundle does not name a shim, and containerd's metadata does not have the container",
  'no-address': (version) => `Its bundle has no address of the shim in the form that containerd ${version} reads`,
  'address-unreadable': (version) => `containerd ${version} cannot read the address of its shim`,
  'socket-closed': () => 'Nobody answers at the socket of its shim',
  'other-shim-answers': () => 'Another shim answers at its address',
  'shim-gone': () => 'Its shim does not run any more',
  'shim-stopped': () => 'Its shim is stopped and does not answer in time',
  'task-api-differs': (version) => `containerd ${version} and its shim use different versions of the task service`,
  reconnects: () => 'containerd connects to its shim again',
  'stays-stopped': () => 'It has ended, and containerd keeps it as stopped',
  exited: () => 'It has ended, and its exit status is lost',
  'oci-runtime-silent': (version) =>
    `The OCI runtime cannot list its processes, which containerd ${version} takes for "no processes"`,
  'kept-without-oci-runtime': () => 'containerd keeps it, but exec and kill fail until the OCI runtime answers',
  'kept-without-metadata': () =>
    "containerd keeps it, but exec and kill fail because containerd's metadata does not have it",
  'not-known': () => 'The facts that decide this are not known',
};
