import { defined } from '../../model/defined.ts';
import type { Origin } from '../../model/host/systemd.ts';
import type { Advice } from '../../model/inventory/advice.ts';

/**
 * How to change a line of a unit. A drop-in is edited at its path; of a unit file, a copy in /etc is made, which counts more
 * than the file of a package.
 */
export function editUnit(unit: string, at: Origin | undefined): Pick<Advice, 'file' | 'command'> {
  const isDropIn = /\.d\/[^/]*$/.test(at?.file ?? '');
  const command = isDropIn ? 'systemctl daemon-reload' : `systemctl edit --full ${unit}`;
  return defined({ file: at?.file, command });
}
