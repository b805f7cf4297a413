import type { ContainerdFacts } from '../../../model/host/containerd-facts.ts';

/** What is known of the service that runs a containerd. */
export type InService = Pick<ContainerdFacts, 'unit' | 'user'>;

/** The service of systemd that runs it, and that starts it again. */
export function unitOf({ unit }: InService): string {
  return unit ?? 'containerd.service';
}

/** The shell line that starts a service again. A service of a snap has a name of its own in `snap`. */
export function restartOf(containerd: InService): string {
  const name = unitOf(containerd).replace(/\.service$/, '');
  const [, ofSnap] = /^snap\.(.+)$/.exec(name) ?? [];
  if (ofSnap !== undefined) return `snap restart ${ofSnap}`;
  return `${systemctlOf(containerd)} restart ${name}`;
}

/** `systemctl` of the service manager that has the service: a rootless containerd runs in one of its user. */
export function systemctlOf({ user }: Pick<ContainerdFacts, 'user'>): string {
  return user.uid === 0 ? 'systemctl' : 'systemctl --user';
}

/** The directory of the drop-ins for that service. */
export function dropInsOf(containerd: InService): string {
  const units = containerd.user.uid === 0 ? '/etc/systemd/system' : '~/.config/systemd/user';
  return `${units}/${unitOf(containerd)}.d`;
}
