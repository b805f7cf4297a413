import { defined } from '../../model/defined.ts';
import type { ContainerdFacts } from '../../model/host/containerd-facts.ts';
import type { Origin } from '../../model/host/systemd.ts';
import type { Advice } from '../../model/inventory/advice.ts';
import { isNixos, nixosEdit } from './host/unit.ts';

/**
 * How to change a line of a unit. A drop-in is edited at its path; of a unit file, a copy in /etc is made, which counts more
 * than the file of a package. NixOS makes both from its own configuration.
 */
export function editUnit(
  unit: string,
  at: Origin | undefined,
  containerd: Pick<ContainerdFacts, 'os'>,
): Pick<Advice, 'file' | 'command'> {
  if (isNixos(containerd)) return nixosEdit;
  const isDropIn = /\.d\/[^/]*$/.test(at?.file ?? '');
  const command = isDropIn ? 'systemctl daemon-reload' : `systemctl edit --full ${unit}`;
  return defined({ file: at?.file, command });
}
