import type { ConfigFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { restartContainerd } from '../../advice/host/unit.ts';
import type { LostHandler } from '../lost-handlers.ts';
import { handlerHome } from './handler-home.ts';
import { copyHandler } from './handler-snippet.ts';

/** What to do about a handler that is in a file and not in effect: the text to write where it counts. */
export function adviseOnLost(
  { cause, name, value, at, by }: LostHandler,
  config: ConfigFacts,
  version: string,
): Advice[] {
  const command = restartContainerd;
  const home = handlerHome(config, version);
  const { settings } = config.inForce;
  if (cause === 'replaced' && by !== undefined) {
    const section = settings?.handlersSection ?? home.section;
    const text = `Repeat the handler "${name}" in "${by.file}", the last file that has the section, then restart containerd`;
    return [
      { text, command, file: by.file, snippet: copyHandler(name, value, section) },
      { text: `Or move everything that "${by.file}" has in this section into "${at.file}"`, file: at.file },
    ];
  }
  const file = cause === 'ignored' ? at.file : home.file;
  const section = cause === 'ignored' ? sectionFor(at.file, config, home.section) : home.section;
  const text = `Move the handler "${name}" to the section that this containerd reads, then restart containerd`;
  return [{ text, command, file, snippet: copyHandler(name, value, section) }];
}

/** The section that counts in a file: the one of its other handlers, else the one for new handlers. */
function sectionFor(file: string, { inForce: { settings } }: ConfigFacts, otherwise: string): string {
  const own = settings?.writtenHandlers.find(({ at, isRead }) => isRead && at.file === file);
  return own?.section ?? settings?.handlersSection ?? otherwise;
}
