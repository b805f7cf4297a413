import { refusalOf } from '../../../containerd/config/refusal.ts';
import type { Rule } from '../../context.ts';

/**
 * A source that can no longer be read keeps its last good facts, which may be wrong by now. A config.toml that containerd
 * refuses is reported by `containerd-config-refused`.
 */
export const sourceStale: Rule = {
  appliesToForeign: true,
  explainsRuntime: true,
  check({ observation }) {
    return observation.sources
      .filter(({ state }) => state === 'stale')
      .filter(({ source }) => source !== 'containerd-config' || refusalOf(observation.containerdConfig) === undefined)
      .map(({ source, message }) => ({
        severity: 'medium',
        subject: source,
        message: `Source "${source}" cannot be read any more; its last good facts are served${message === undefined ? '' : `: ${message}`}`,
        advice: 'Correct what the message names; the facts are read again at once',
      }));
  },
};
