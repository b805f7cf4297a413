import type { Rule } from '../../context.ts';

/** A directory that cannot be listed may hold shims that shimdex cannot show but containerd still finds by name. */
export const searchPathUnreadable: Rule = {
  explainsRuntime: true,
  check({ observation }) {
    return observation.places
      .filter(({ state }) => state === 'unreadable')
      .map(({ directory, message }) => ({
        severity: 'medium',
        subject: directory,
        message: `Cannot list "${directory}" on containerd's search path${message === undefined ? '' : `: ${message}`}`,
        advice: 'Let shimdex list the directory (run it as root, or open the directory): shims in it are not shown now',
      }));
  },
};
