import type { SourceState } from '../../../../model/source.ts';
import type { Rule, RuleContext } from '../../context.ts';
import { refusalOf } from '../containerd/containerd-config-refused.ts';

/**
 * What cannot be read is assumed from documented defaults, so the answers may differ from what the host does. A
 * daemon.json that dockerd refuses is reported by `docker-config-refused`, a config.toml by `containerd-config-refused`.
 */
export const sourceUnreadable: Rule = {
  explainsRuntime: true,
  check({ observation }) {
    const { configError, runtimes } = observation.docker;
    const refused = (configError ?? runtimes.error)?.message;
    return observation.sources
      .filter(({ state, message }) => state === 'unreadable' && (message === undefined || message !== refused))
      .filter(({ source }) => source !== 'containerd-config' || refusalOf(observation.containerdConfig) === undefined)
      .map(({ source, message }) => ({
        severity: 'medium',
        subject: source,
        message: `Cannot read source "${source}"${message === undefined ? '' : `: ${message}`}`,
        advice: adviceFor(source, observation),
      }));
  },
};

function adviceFor(source: SourceState['source'], { containerdConfig }: RuleContext['observation']): string {
  const fault = source === 'containerd-config' ? containerdConfig?.fault : undefined;
  if (fault === undefined) {
    return 'Let shimdex read it (as root, or with the capability the message asks for), or give the facts by flags';
  }
  if (fault.errno === 'EACCES' || fault.errno === 'EPERM') return 'Run shimdex as root, so that it can read the file';
  return "Correct the file that the message names: containerd's defaults are assumed until then";
}
