import type { Finding } from '../../../../model/finding.ts';
import type { RuleContext } from '../../context.ts';

/** A directory that cannot be listed may hold shims that nobody sees, and that containerd finds by name all the same. */
export function searchPathUnreadable({ observation }: RuleContext): Finding[] {
  return observation.places
    .filter(({ state }) => state === 'unreadable')
    .map(({ directory, message }) => ({
      code: 'search-path-unreadable',
      severity: 'medium',
      subject: directory,
      message: `Cannot list "${directory}" on containerd's search path${message === undefined ? '' : `: ${message}`}`,
      advice: 'Let shimdex list the directory (run it as root, or open the directory): shims in it are not shown now',
    }));
}
