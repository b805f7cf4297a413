import type { PackageFacts } from '../../../model/host/program.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { shellWord } from '../shell-word.ts';

/** The command that installs a package again; nothing for a package manager without one. */
export function reinstallCommand({ manager, name }: Pick<PackageFacts, 'manager' | 'name'>): Pick<Advice, 'command'> {
  const word = shellWord(name);
  if (manager === 'dpkg') return { command: `apt-get install --reinstall ${word}` };
  if (manager === 'rpm') return { command: `dnf reinstall ${word}` };
  return manager === 'apk' ? { command: `apk fix --reinstall ${word}` } : {};
}
