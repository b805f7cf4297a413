import type { DockerReading } from '../../core/docker/config/dockerd.ts';
import { bugMessage } from '../../errors.ts';
import type { ParseDockerd } from './read-dockerd.ts';

/**
 * Reads Docker by `read`. If parsing throws an error, the source is unreadable, as if its file could not be opened: a bug
 * in one parser must not stop a look at everything else.
 */
export function guardedDockerd(read: (parse: ParseDockerd) => DockerReading, parse: ParseDockerd): DockerReading {
  try {
    return read(parse);
  } catch (error) {
    const reading = read((given) => parse({ ...given, bytes: undefined, errno: 'EBADMSG' }));
    const message = bugMessage(error);
    return { ...reading, states: reading.states.map((state) => ({ ...state, state: 'unreadable', message })) };
  }
}
