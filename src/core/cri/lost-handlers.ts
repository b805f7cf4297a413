import type { WrittenHandler } from '../../model/containerd/containerd-config.ts';
import type { Place, TomlValue } from '../../model/containerd/toml.ts';
import { defined } from '../../model/defined.ts';
import type { ConfigFacts } from '../../model/host/containerd-facts.ts';
import { entryOf } from '../containerd/config/toml/value.ts';
import { criService, handlerTables } from './service.ts';

/** A handler that a file has, and that containerd does not have. */
export interface LostHandler extends WrittenHandler {
  /**
   * Why: a later file replaces the whole section (1.x), the section is not read in such a file, or handlers in another
   * section count instead of the ones in this section (2.x).
   */
  readonly cause: 'replaced' | 'ignored' | 'hidden';
  /** Where the section or the handlers are that count instead. */
  readonly by?: Place;
}

/** The handlers of all files that are not in effect, or of which only the built-in settings are. */
export function lostHandlers(config: ConfigFacts | undefined): LostHandler[] {
  const settings = config?.inForce.settings;
  if (config === undefined || settings === undefined || config.inForce.start.kind !== 'works') return [];
  const service = criService(config);
  if (service.handlers === undefined || settings.cri?.checked !== true) return [];
  const inEffect = handlerTables(service);
  const last = new Map(settings.writtenHandlers.map((written) => [written.name, written]));
  return [...last.values()].flatMap((written): LostHandler[] => {
    const known = inEffect.get(written.name);
    if (known !== undefined && (isWritten(known) || addsNothing(written.value, known))) return [];
    if (!written.isRead) return [{ ...written, cause: 'ignored' }];
    const { handlersSectionAt: by, writtenHandlers } = settings;
    if (by !== undefined && by.file !== written.at.file) return [{ ...written, cause: 'replaced', by }];
    const other = writtenHandlers.find(({ section, name }) => section !== written.section && inEffect.has(name));
    return [defined({ ...written, cause: 'hidden' as const, by: other?.at })];
  });
}

/** Says whether some file has a part of it. */
function isWritten(value: TomlValue): boolean {
  if (value.kind !== 'table') return value.at.line > 0;
  return [...value.entries.values()].some(isWritten);
}

/** A `runc` that only repeats what is built in. */
function addsNothing(value: TomlValue, builtIn: TomlValue): boolean {
  if (value.kind !== 'table') return true;
  return [...value.entries].every(([key, each]) => {
    const known = entryOf(builtIn, key);
    return each.kind === 'string' && known?.kind === 'string' && each.value === known.value;
  });
}
