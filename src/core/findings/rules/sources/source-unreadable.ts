import type { Rule } from '../../context.ts';

/**
 * What cannot be read is assumed from documented defaults, so the answers may differ from what the host does. A
 * daemon.json that dockerd refuses is reported by `docker-config-refused`.
 */
export const sourceUnreadable: Rule = {
  appliesToForeign: true,
  explainsRuntime: true,
  check({ observation }) {
    const { configError, runtimes } = observation.docker;
    const refused = (configError ?? runtimes.error)?.message;
    return observation.sources
      .filter(({ state, message }) => state === 'unreadable' && (message === undefined || message !== refused))
      .map(({ source, message }) => ({
        severity: 'medium',
        subject: source,
        message: `Cannot read source "${source}"${message === undefined ? '' : `: ${message}`}`,
        advice:
          'Let shimdex read it (as root, or with the capability the message asks for), or give the facts by flags',
      }));
  },
};
