import type { ConfigFacts, ContainerdFacts } from '../../../model/host/containerd-facts.ts';
import type { Advice } from '../../../model/inventory/advice.ts';
import { editConfig } from '../../advice/host/edit-config.ts';
import type { LostHandler } from '../lost-handlers.ts';
import { handlerHome } from './handler-home.ts';
import { copyHandler } from './handler-snippet.ts';

/** What to do about a handler that is in a file and not in effect: the text to write where it counts. */
export function adviseOnLost(
  { cause, name, value, at, by }: LostHandler,
  config: ConfigFacts,
  containerd: ContainerdFacts,
): Advice[] {
  const host = { containerd, containerdConfig: config };
  const home = handlerHome(config, containerd.version);
  const { settings } = config.inForce;
  if (cause === 'replaced' && by !== undefined) {
    const section = settings?.handlersSection ?? home.section;
    const text = (to: string) =>
      `Repeat the handler "${name}" in "${to}", the last file that has the section, then restart containerd`;
    const snippet = copyHandler(name, value, section);
    const other = (to: string) => `Or move everything that "${by.file}" has in this section into "${to}"`;
    return [
      editConfig({ text, file: by.file, snippet, isNew: true, restarts: true }, host),
      editConfig({ text: other, file: at.file }, host),
    ];
  }
  const file = cause === 'ignored' ? at.file : home.file;
  const section = cause === 'ignored' ? sectionFor(at.file, config, home.section) : home.section;
  const text = `Move the handler "${name}" to the section that this containerd reads, then restart containerd`;
  return [editConfig({ text, file, snippet: copyHandler(name, value, section), isNew: true, restarts: true }, host)];
}

/** The section that counts in a file: the one of its other handlers, else the one for new handlers. */
function sectionFor(file: string, { inForce: { settings } }: ConfigFacts, otherwise: string): string {
  const own = settings?.writtenHandlers.find(({ at, isRead }) => isRead && at.file === file);
  return own?.section ?? settings?.handlersSection ?? otherwise;
}
