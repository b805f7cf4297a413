import type { Settings, WrittenHandler } from '../../../model/containerd/containerd-config.ts';
import type { TomlTable } from '../../../model/containerd/toml.ts';
import type { ConfigFacts } from '../../../model/host/containerd-facts.ts';
import { isAtLeast, parseVersion } from '../../version.ts';
import { criService, handlerTables } from '../service.ts';

/** Where a handler is to be written, so that this containerd reads it. */
export interface HandlerHome {
  readonly file: string;
  /** The plugin that has the handlers, as that file names it. */
  readonly section: string;
  /** What has to be at the beginning of a file that does not exist yet. */
  readonly versionLine?: string;
  /** Handlers of this file replace the built-in `runc`: 1.x, before any file has a table of handlers. */
  readonly replacesRunc: boolean;
}

/** The file and section for a new handler: the ones of the last handler in effect, else the main file. */
export function handlerHome(config: ConfigFacts, version: string): HandlerHome {
  const { settings, main } = config.inForce;
  const isOne = !isAtLeast(parseVersion(version), 2);
  const used = lastUsed(config);
  if (used !== undefined) return { file: used.at.file, section: used.section, replacesRunc: false };
  const section = settings?.handlersSection ?? sectionOfNewFile(isOne);
  const sectionAt = settings?.handlersSectionAt;
  if (main !== undefined) return { file: sectionAt?.file ?? config.file, section, replacesRunc: isOne };
  const versionLine = isOne ? 'version = 2' : 'version = 3';
  return { file: config.file, section: sectionOfNewFile(isOne), versionLine, replacesRunc: isOne };
}

function sectionOfNewFile(isOne: boolean): string {
  return isOne ? 'io.containerd.grpc.v1.cri' : 'io.containerd.cri.v1.runtime';
}

function lastUsed(config: ConfigFacts): WrittenHandler | undefined {
  const tables = handlerTables(criService(config));
  const written = config.inForce.settings?.writtenHandlers ?? [];
  const by = config.inForce.settings?.handlersSectionAt?.file;
  return written.findLast(({ name, isRead, at }) => isRead && tables.has(name) && (by === undefined || at.file === by));
}

/** Where a handler that is in effect is written: its last file, with the section as that file names it. */
export function homeOfHandler(name: string, table: TomlTable, settings: Settings | undefined): HandlerHome | undefined {
  const all = settings?.writtenHandlers.filter((each) => each.name === name && each.isRead) ?? [];
  const found = all.find(({ at }) => at.file === table.at.file && at.line === table.at.line) ?? all.at(-1);
  return found && { file: found.at.file, section: found.section, replacesRunc: false };
}
