import type { Finding } from '../../../../model/finding.ts';
import type { RuleContext } from '../../context.ts';

/**
 * What cannot be read is assumed from documented defaults, so the answers may differ from what the host does. A
 * daemon.json that dockerd refuses is told by `docker-config-refused`.
 */
export function sourceUnreadable({ observation }: RuleContext): Finding[] {
  const { configError, runtimes } = observation.docker;
  const refused = (configError ?? runtimes.error)?.message;
  return observation.sources
    .filter(({ state, message }) => state === 'unreadable' && (message === undefined || message !== refused))
    .map(({ source, message }) => ({
      code: 'source-unreadable',
      severity: 'medium',
      subject: source,
      message: `Cannot read source "${source}"${message === undefined ? '' : `: ${message}`}`,
      advice: 'Let shimdex read it (as root, or with the capability the message asks for), or give the facts by flags',
    }));
}
