import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';

/** A containerd that runs, as far as a sentence about it goes. */
export interface NamedContainerd {
  readonly pid: number;
  readonly address: string;
  readonly belongsTo?: string;
}

/** What was found for an address. */
export interface Choice {
  readonly address: string;
  readonly chosen?: NamedContainerd;
  /** The chosen one serves another address, and no other runs. */
  readonly isOnlyOne?: true;
  readonly others: readonly NamedContainerd[];
}

/** Daemons that a sentence names; `shimdex targets` lists all. */
const mostNamed = 4;

/** Why this containerd is described, and which others run; undefined when it is the obvious one. */
export function describeChoice({ address, chosen, isOnlyOne, others }: Choice): string | undefined {
  if (isOnlyOne && chosen !== undefined) {
    return `No containerd serves "${address}"; the only one that runs is described: ${named(chosen)}. To look at it always, add --containerd-address ${chosen.address}`;
  }
  if (others.length === 0) return undefined;
  return `Another containerd runs: ${list(others)}. To look at it, add --containerd-address ${addressOf(others)}`;
}

/** What was seen where no containerd serves the address. */
interface Seen {
  readonly others?: readonly NamedContainerd[];
  /** Processes of other users that have the name. */
  readonly doubted?: readonly { readonly pid: number; readonly uid?: number }[];
  /** Processes of other users cannot be seen. */
  readonly areHidden?: boolean;
}

/** That none serves the address, or none is seen because processes are hidden, and which others run. */
export function describeAbsence(address: string, { others = [], doubted = [], areHidden = false }: Seen = {}): string {
  const none = areHidden
    ? `No containerd that serves "${address}" can be seen, because the processes of other users are hidden`
    : `No containerd process serves "${address}"`;
  const [first] = doubted;
  if (others.length === 0 && first !== undefined) return `${none}, but ${describeDoubted(first)}`;
  if (others.length === 0) return none;
  return `${none}, but another runs: ${list(others)}. To look at it, add --containerd-address ${addressOf(others)}`;
}

/** A process that any user can start is named, and believed only if somebody asks for it. */
function describeDoubted({ pid, uid }: NonNullable<Seen['doubted']>[number]): string {
  const whose = uid === undefined ? 'another user' : `user ${uid}`;
  return `a process of ${whose} is called containerd. To look at it, add --containerd ${pid}`;
}

function list(containerds: readonly NamedContainerd[]): string {
  const shown = containerds.slice(0, mostNamed).map(named).join(', ');
  return containerds.length > mostNamed ? `${shown} and ${containerds.length - mostNamed} more` : shown;
}

function named({ pid, address, belongsTo }: NamedContainerd): string {
  return `process ${pid} at "${address}"${belongsTo === undefined ? '' : ` (${belongsTo})`}`;
}

function addressOf([containerd]: readonly NamedContainerd[]): string {
  return containerd?.address ?? 'ADDRESS';
}

/** That a host has no containerd, and what may start its containers instead. */
export function describeMissing({ insteadOfIt = [] }: Pick<ContainerdFacts, 'insteadOfIt'>): string {
  const none = 'This host has no containerd';
  if (insteadOfIt.length === 0) return none;
  return `${none}. ${insteadOfIt.join(' and ')} can start containers here without one, but shimdex does not read their configuration`;
}
