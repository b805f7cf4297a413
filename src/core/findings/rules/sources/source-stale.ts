import type { SourceName } from '../../../../model/inventory/source.ts';
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
        message: `${what[source] ?? `Source "${source}" cannot be read; its last valid facts are shown`}${message === undefined ? '' : `: ${message}`}`,
        advice: 'Correct what the message names; the facts are read again at once',
      }));
  },
};

const what: Readonly<Partial<Record<SourceName, string>>> = {
  'docker-config': 'daemon.json cannot be read; the last valid version is shown',
  'docker-engine': 'The Engine does not answer; its last answer is shown',
  'containerd-config': "containerd's configuration cannot be read; the last valid version is shown",
  'containerd-socket': 'containerd does not answer; its last answer is shown',
};
