import type { HostFacts } from '../../../../model/host/observation.ts';
import type { Advice } from '../../../../model/inventory/advice.ts';
import type { SourceState } from '../../../../model/inventory/source.ts';
import { adviseOnUnreadStart, openToDockerd } from '../../../advice/unread.ts';
import { refusalOf } from '../../../containerd/config/refusal.ts';
import { errnoText } from '../../../go/errno-text.ts';
import type { Rule } from '../../context.ts';

/**
 * What cannot be read is assumed from documented defaults, so the answers may differ from what the host does. A
 * daemon.json that dockerd refuses is reported by `docker-config-refused`, a config.toml by `containerd-config-refused`, and a
 * directory by `search-path-unreadable`. Containers that only a configuration leads to are not reported in addition to it.
 */
export const sourceUnreadable: Rule = {
  appliesToForeign: true,
  explainsRuntime: true,
  check({ observation }) {
    const { configError, runtimes, configDeniedTo, configFile } = observation.docker;
    const ofDockerd = configDeniedTo === undefined ? undefined : openToDockerd(configDeniedTo, configFile);
    const refused = (configError ?? runtimes.error)?.message;
    return observation.sources
      .filter(({ state, message }) => state === 'unreadable' && (message === undefined || message !== refused))
      .filter(({ source }) => source !== 'search-path')
      .filter(({ source, message }) => source !== 'containers' || !followsFromConfig(message, observation))
      .filter(({ source }) => source !== 'containerd-config' || refusalOf(observation.containerdConfig) === undefined)
      .filter((source) => !isOfDockersUnit(source, observation))
      .map((source) => ({
        severity: 'medium',
        subject: source.source,
        message: messageOf(source),
        advice: [
          ofUnit(source, observation) ??
            (source.source === 'docker-config' ? ofDockerd : undefined) ??
            adviceOn(source),
        ],
      }));
  },
};

/** The containerd that dockerd may start is not known for the reason that dockerd is not. */
function isOfDockersUnit({ source, message }: SourceState, { docker: { unreadConfig } }: HostFacts): boolean {
  const isOfUnit = source === 'containerd-config' && unreadConfig?.start !== undefined;
  return isOfUnit && message !== undefined && unreadConfig.message.includes(message);
}

/** A daemon does not run, and the command of its unit is not interpreted. */
function ofUnit({ source, message }: SourceState, { docker, containerd }: HostFacts): Advice | undefined {
  const ofDocker = source === 'docker-config' ? docker.unreadConfig?.start : undefined;
  if (ofDocker !== undefined) return adviseOnUnreadStart('dockerd', ofDocker);
  const start = source === 'containerd-config' ? containerd.startUnread : undefined;
  return start !== undefined && start.message === message ? adviseOnUnreadStart('containerd', start) : undefined;
}

function followsFromConfig(message: string | undefined, { containerd, running }: HostFacts): boolean {
  return containerd.stateUnread !== undefined || (message !== undefined && message === running?.dockerUnread);
}

function messageOf({ source, message }: SourceState): string {
  if (message === undefined) return `Cannot read source "${source}"`;
  return message.startsWith('Cannot ') ? message : `Cannot read source "${source}": ${message}`;
}

/** Only a permission is a matter of the user that shimdex runs as. */
function adviceOn({ source, message = '' }: SourceState): Advice {
  if ([errnoText('EACCES'), errnoText('EPERM')].some((text) => message.includes(text))) {
    return { text: 'Run shimdex as root, or as a user who may read this' };
  }
  if (source === 'containerd-socket') {
    return { text: 'shimdex works without these answers; --containerd-socket none turns the questions off' };
  }
  if (source === 'docker-config' && message.endsWith('--docker-config')) {
    return { text: 'Run shimdex as root, or name the daemon.json of that dockerd with --docker-config' };
  }
  const file = /"(\/[^"]*)"/.exec(message)?.[1];
  if (source === 'containerd-process') return { text: 'Pass the facts as flags: --search-path, --containerd-cwd' };
  const what = file === undefined ? 'what the message names' : `"${file}"`;
  if (message.includes('not a regular file')) return { text: `Replace ${what} with a file, or remove it` };
  return { text: `Correct ${what}, so that it can be read` };
}
