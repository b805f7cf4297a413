import { defined } from '../../../model/defined.ts';
import type { UnreadConfig } from '../../../model/host/docker-facts.ts';
import { whyUnread } from '../../go/errno-text.ts';
import type { Dockerd } from './dockerd.ts';
import { isConfigKnown } from './sockets.ts';

/** The error of a dockerd that was not seen. */
const noSuchProcess = 'ESRCH';

/** Why the configuration is unknown, in words. */
export function unreadConfig(dockerd: Dockerd): UnreadConfig | undefined {
  const { errno = 'ENOENT', configFile } = dockerd;
  if (isConfigKnown(dockerd)) return undefined;
  if (errno === noSuchProcess) return unseenConfig(dockerd);
  if (errno === 'EXDEV') {
    return { errno, message: `The mounts of dockerd differ, so its "${configFile}" is another file` };
  }
  return { errno, message: `Cannot read "${configFile}": ${whyUnread(errno)}` };
}

/** A dockerd that does not run is seen in its unit only. */
function unseenConfig({ pid, unseen, unseenFile }: Dockerd): UnreadConfig {
  if (unseen === undefined) return { errno: noSuchProcess, message: 'The dockerd at the given socket is not seen' };
  const start = pid === undefined ? defined({ message: unseen, denied: unseenFile }) : undefined;
  return defined({ errno: noSuchProcess, message: unseen, start });
}

/**
 * Why it is not known where dockerd keeps its data; undefined where it is. A file that dockerd refuses is not the one with
 * which its containers were made.
 */
export function unreadDataRoot(dockerd: Dockerd): string | undefined {
  const { flags, config, configFile } = dockerd;
  if (flags.given.has('data-root') || flags.given.has('graph')) return undefined;
  if (flags.error !== undefined) return `dockerd refuses its command line: ${flags.error}`;
  const unread = unreadConfig(dockerd);
  if (unread !== undefined) return unread.message;
  return config.ok ? undefined : `dockerd refuses "${configFile}": ${config.message}`;
}
