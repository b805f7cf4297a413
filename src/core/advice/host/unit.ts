import type { ContainerdFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';

/** What is known of the service that runs a containerd. */
export type InService = Pick<ContainerdFacts, 'unit' | 'user' | 'os'>;

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

/** A setting for a service, as systemd and as NixOS have it. */
export interface UnitSetting {
  /** File name of the drop-in. */
  readonly file: string;
  /** The line below `[Service]`. */
  readonly line: string;
  /** The same as an attribute of the service in the configuration of NixOS. */
  readonly nix: string;
}

/** How to change a setting of that service, so that it lasts and counts at once. */
export function changeUnit(
  { file, line, nix }: UnitSetting,
  containerd: InService,
): Pick<Advice, 'command' | 'file' | 'snippet'> {
  const systemctl = systemctlOf(containerd);
  if (isNixos(containerd)) {
    const services = containerd.user.uid === 0 ? 'systemd.services' : 'systemd.user.services';
    const name = unitOf(containerd).replace(/\.service$/, '');
    return { ...nixosEdit, snippet: `${services}.${nixName(name)}.${nix};\n` };
  }
  return {
    command: `${systemctl} daemon-reload && ${restartOf(containerd)}`,
    file: `${dropInsOf(containerd)}/${file}`,
    snippet: `[Service]\n${line}\n`,
  };
}

/** The directory of the drop-ins for that service. */
export function dropInsOf(containerd: InService): string {
  const units = containerd.user.uid === 0 ? '/etc/systemd/system' : '~/.config/systemd/user';
  return `${units}/${unitOf(containerd)}.d`;
}

/** On NixOS, /etc/systemd/system is made from this file, and nothing else can change it. Source: nixpkgs `nixos/lib/systemd-lib.nix`. */
export const nixosEdit = { command: 'nixos-rebuild switch', file: '/etc/nixos/configuration.nix' } as const;

/** Whether units come from the configuration of NixOS. */
export function isNixos({ os }: Pick<ContainerdFacts, 'os'>): boolean {
  return os === 'nixos';
}

/** A text in the language of Nix, where `${` begins an expression. */
export function nixText(text: string): string {
  return `"${text.replace(/["\\]|\$\{/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** A name that needs no quotes is written without them. */
export function nixName(name: string): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? name : nixText(name);
}
