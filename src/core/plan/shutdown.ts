import { defined } from '../../model/defined.ts';
import type { DaemonService, StopsWith } from '../../model/host/daemon-service.ts';
import type { HostFacts } from '../../model/host/observation.ts';
import type { Origin } from '../../model/host/systemd.ts';

/** What systemd does besides starting containerd again. */
export interface Shutdown {
  /** systemd kills the shims, which are in the service of containerd; undefined: that is not known. */
  readonly killsShims: boolean | undefined;
  /** dockerd stops too, and its containers with it; undefined: that is not known. */
  readonly stopsDocker: boolean | undefined;
  /** Why either is not known, as the rest of a sentence. */
  readonly unknown?: { readonly killsShims?: string; readonly stopsDocker?: string };
  readonly units: readonly { readonly unit: string; readonly message: string }[];
}

/**
 * What systemd does when containerd is restarted, by the units of both daemons. A daemon that systemd did not start is
 * restarted alone.
 *
 * Sources: systemd.kill(5), `KillMode=`; systemd.unit(5), `Requires=`; moby `daemon/daemon.go`, `Shutdown`.
 */
export function shutdownOf({ services = {}, docker }: Pick<HostFacts, 'services' | 'docker'>): Shutdown {
  const { containerd, dockerd } = services;
  const liveRestore = docker.unreadConfig === undefined ? docker.liveRestore : undefined;
  const bound = dockerd && containerd && bondOf(dockerd, containerd);
  const kills = containerd !== undefined && !harmless.has(containerd.killMode.value);
  const unreadOfContainerd = containerd && unreadText(containerd);
  const unreadOfDocker = bound === undefined && containerd && dockerd ? unreadText(dockerd) : undefined;
  return {
    killsShims: unreadOfContainerd === undefined ? kills : undefined,
    stopsDocker: (bound ?? unreadOfDocker) ? stopsContainers(liveRestore, bound !== undefined) : false,
    unknown: defined({
      killsShims: unreadOfContainerd && `it is not known whether systemd kills its shim: ${unreadOfContainerd}`,
      stopsDocker:
        unreadOfDocker === undefined
          ? 'it is not known whether dockerd has live-restore'
          : `it is not known whether dockerd restarts, too: ${unreadOfDocker}`,
    }),
    units: [
      ...shimNotes(containerd, kills),
      ...(bound === undefined ? [] : [{ unit: bound.unit, message: `${bound.why}, ${liveRestoreNote(liveRestore)}` }]),
      ...(dockerd === undefined || unreadOfDocker === undefined
        ? []
        : [{ unit: dockerd.unit, message: dockerNote(unreadOfDocker) }]),
    ],
  };
}

function unreadText({ denied }: DaemonService): string | undefined {
  return denied === undefined ? undefined : `shimdex may not read "${denied}"`;
}

function shimNotes(containerd: DaemonService | undefined, kills: boolean): Shutdown['units'] {
  if (containerd === undefined) return [];
  const unread = unreadText(containerd);
  const { unit } = containerd;
  if (unread === undefined) return kills ? [{ unit, message: killNote(containerd) }] : [];
  return [{ unit, message: `It is not known whether systemd kills the shims together with containerd: ${unread}` }];
}

function dockerNote(unread: string): string {
  return `It is not known whether dockerd restarts together with containerd: ${unread}`;
}

/** Source: systemd `src/core/unit.c`, `unit_kill_context`. */
const harmless: ReadonlySet<string> = new Set(['process', 'none']);

/** Why dockerd does not keep running without containerd; undefined when it does. */
function bondOf(dockerd: DaemonService, containerd: DaemonService): { unit: string; why: string } | undefined {
  const { unit, stopsWith } = dockerd;
  if (unit === containerd.unit) {
    return { unit, why: 'containerd runs in the service of dockerd, so both restart' };
  }
  const bond = stopsWith.find((each) => each.unit === containerd.unit);
  return bond && { unit, why: `${setting(bond)} restarts dockerd together with containerd${staysDown(bond)}` };
}

function setting({ setting: name, unit, from }: StopsWith): string {
  return `${name}=${unit}${writtenAt(from)}`;
}

function staysDown({ setting: name }: StopsWith): string {
  return name === 'BindsTo' ? ' (and stops it for as long as containerd is down)' : '';
}

function stopsContainers(liveRestore: boolean | undefined, isBound: boolean): boolean | undefined {
  if (liveRestore === true) return false;
  return isBound && liveRestore === false ? true : undefined;
}

function liveRestoreNote(liveRestore: boolean | undefined): string {
  if (liveRestore === undefined) return 'which stops its containers unless live-restore is on; that is not known';
  return liveRestore
    ? 'which keeps its containers, because live-restore is on'
    : 'which stops its containers, because live-restore is off';
}

function killNote({ killMode: { value, from } }: DaemonService): string {
  return `KillMode=${value}${writtenAt(from)} kills the shims together with containerd, unless they are in other control groups`;
}

function writtenAt(from: Origin | undefined): string {
  return from === undefined ? ' (the default)' : ` ("${from.file}", line ${from.line})`;
}
