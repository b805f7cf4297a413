import { expandArguments } from '../../core/systemd/command-line.ts';
import { serviceEnvironment, sortedVariables } from '../../core/systemd/environment.ts';
import { specifiersOf } from '../../core/systemd/specifiers.ts';
import { type Assignment, parseUnitFile } from '../../core/systemd/unit-file.ts';
import { parseUnitName } from '../../core/systemd/unit-name.ts';
import { isRefused, readWrittenService, type WrittenService } from '../../core/systemd/written-service.ts';
import { defined } from '../../model/defined.ts';
import type { SystemdService, UnitState } from '../../model/host/systemd.ts';
import { readText } from './configuration-files.ts';
import { readManagerEnvironment } from './default-path.ts';
import { dropInDirectories, findDropIns } from './drop-ins.ts';
import { readEnvironmentFiles } from './environment-files.ts';
import { findUnit } from './find-unit.ts';
import { hostSpecifiers } from './host-specifiers.ts';
import { requiredUnits } from './required-units.ts';
import { UNIT_DIRECTORIES } from './search-directories.ts';
import type { UnitFiles } from './unit-files.ts';

interface Texts {
  readonly assignments: readonly Assignment[];
  readonly state: UnitState;
}

/** How to read a service. */
export interface ServiceOptions {
  /** Read the drop-ins of a unit without a unit file too: they apply as soon as its package is installed. */
  readonly orphanedDropIns?: boolean;
}

/**
 * Reads a system service with its drop-ins as systemd would start it. Reads below the root only, runs nothing, and never
 * throws for what the host looks like.
 */
export function readSystemdService(
  files: UnitFiles,
  name: string,
  { orphanedDropIns = false }: ServiceOptions = {},
): SystemdService {
  const found = findUnit(files, name);
  const isRead = found.kind === 'file' || (orphanedDropIns && found.kind === 'not-found');
  const dropIns = isRead ? findDropIns(files, found.names) : [];
  const fragment = found.kind === 'not-found' ? undefined : found.file;
  const sources = found.kind === 'file' ? [found.file, ...dropIns] : dropIns;
  const texts = readTexts(files, sources, found.kind === 'file' ? found.file : undefined);
  const unknown = new Set<string>();
  const parsed = parseUnitName(found.id);
  const written = readWrittenService(
    parsed === undefined ? [] : texts.assignments,
    parsed === undefined ? {} : specifiersOf(parsed, hostSpecifiers(files, fragment)),
    unknown,
  );
  const requires = [...written.requires, ...requiredUnits(files, found.names, written.requires)];
  return defined({
    name,
    id: found.id,
    state: found.kind === 'file' ? stateOf(texts.state, written) : found.kind,
    refused: written.invalid ?? written.commands.at(1)?.from,
    fragment,
    dropIns,
    ...settings(files, written),
    requires,
    unknownSpecifiers: [...unknown].sort(),
    dependsOn: dependencies(found.names, sources, written),
  });
}

/** A drop-in that cannot be read is left out, as systemd does; a unit file that cannot be read is an error. */
function readTexts(files: UnitFiles, sources: readonly string[], fragment: string | undefined): Texts {
  const assignments: Assignment[] = [];
  let state: UnitState = 'loaded';
  for (const source of sources) {
    const text = readText(files, source);
    const parsed = text === undefined ? undefined : parseUnitFile(text, source);
    if (source === fragment && (parsed === undefined || parsed.broken !== undefined)) state = 'error';
    assignments.push(...(parsed?.assignments ?? []));
  }
  return { assignments, state };
}

function stateOf(state: UnitState, written: WrittenService): UnitState {
  return state === 'loaded' && (written.invalid !== undefined || isRefused(written)) ? 'bad-setting' : state;
}

function settings(files: UnitFiles, written: WrittenService) {
  const environmentFiles = readEnvironmentFiles(files, written);
  const manager = readManagerEnvironment(files);
  const environment = serviceEnvironment(written, manager.variables, environmentFiles.read);
  const values = new Map([...environment].map(([name, { value }]) => [name, value]));
  return defined({
    commands: written.commands.map(({ expandsVariables, ...command }) => ({
      ...command,
      argv: expandsVariables ? expandArguments(command.argv, values) : command.argv,
    })),
    environment: sortedVariables(environment),
    pathIsAssumed: manager.pathIsAssumed && environment.get('PATH')?.from === undefined,
    environmentFiles: environmentFiles.read.map(({ file }) => file),
    missingEnvironmentFile: environmentFiles.missing,
    searchPath: written.searchPath,
    workingDirectory: written.workingDirectory,
    user: written.user,
    group: written.group,
    killMode: written.killMode,
    delegate: written.delegate,
    restart: written.restart,
    bindsTo: written.bindsTo,
    partOf: written.partOf,
  });
}

function dependencies(names: readonly string[], sources: readonly string[], written: WrittenService): string[] {
  const entries = names.flatMap((name) => UNIT_DIRECTORIES.map((directory) => `${directory}/${name}`));
  const environment = written.environmentFiles.map(({ value }) => value.path);
  return [...new Set([...entries, ...dropInDirectories(names), ...sources, ...environment])];
}
