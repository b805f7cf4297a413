import { expandArguments } from '../../core/systemd/command-line.ts';
import { serviceEnvironment, sortedVariables } from '../../core/systemd/environment.ts';
import { readWrittenService } from '../../core/systemd/read-written-service.ts';
import { specifiersOf } from '../../core/systemd/specifiers.ts';
import { type Assignment, parseUnitFile } from '../../core/systemd/unit-file.ts';
import { parseUnitName } from '../../core/systemd/unit-name.ts';
import { isRefused, type WrittenService } from '../../core/systemd/written-service.ts';
import { defined } from '../../model/defined.ts';
import type { Origin, Setting, SystemdService, UnitState } from '../../model/host/systemd.ts';
import { readText } from './configuration-files.ts';
import { type ManagerEnvironment, readManagerEnvironment } from './default-path.ts';
import { DeniedFiles } from './denied-files.ts';
import { dropInDirectories, findDropIns } from './drop-ins.ts';
import { readEnvironmentFiles } from './environment-files.ts';
import { findUnit } from './find-unit.ts';
import { hostSpecifiers } from './host-specifiers.ts';
import { requiredUnits } from './required-units.ts';
import { UNIT_DIRECTORIES } from './search-directories.ts';
import type { UnitFiles } from './unit-files.ts';

interface Texts {
  readonly fragment: readonly (readonly Assignment[])[];
  readonly dropIns: readonly (readonly Assignment[])[];
  /** Where systemd stops reading a drop-in that is not written as a unit file is. */
  readonly broken: readonly Origin[];
  readonly state: UnitState;
  /** The line of the unit file that is not written as one of a unit file. */
  readonly refused?: Origin;
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
  host: UnitFiles,
  name: string,
  { orphanedDropIns = false }: ServiceOptions = {},
): SystemdService {
  const files = new DeniedFiles(host);
  const found = findUnit(files, name);
  // The drop-ins of the file's own name count more than the ones of an alias.
  const names = [...new Set([found.id, ...found.names])];
  const isRead = found.kind === 'file' || (orphanedDropIns && found.kind === 'not-found');
  const dropIns = isRead ? findDropIns(files, names) : [];
  const fragment = found.kind === 'not-found' ? undefined : found.file;
  const texts = readTexts(files, found.kind === 'file' ? found.file : undefined, dropIns);
  const specifiersOfHost = hostSpecifiers(host, fragment);
  const specifiers = (of: string) => {
    const parsed = parseUnitName(of);
    return parsed === undefined ? {} : specifiersOf(parsed, specifiersOfHost);
  };
  const unknown = new Set<string>();
  // An alias takes the name of its file once that is read.
  const written = readWrittenService(
    { files: texts.fragment, specifiers: specifiers(name) },
    { files: texts.dropIns, specifiers: specifiers(found.id) },
    unknown,
  );
  const isBroken = texts.state === 'error' || written.invalid !== undefined;
  const needed = [...written.requires, ...(isBroken ? [] : requiredUnits(files, found.names, written.requires))];
  // The environment files are read later.
  const deniedInUnit = files.denied;
  const isOther = ({ value }: Setting<string>) => !found.names.includes(value);
  return defined({
    name,
    id: isBroken ? name : found.id,
    state: found.kind === 'file' ? stateOf(texts.state, written) : found.kind,
    refused: texts.refused ?? written.invalid ?? written.commands.at(1)?.from,
    fragment,
    // systemd reads neither the drop-ins of a unit file that it refuses, nor the units that a directory adds.
    dropIns: isBroken ? [] : dropIns,
    refusedInDropIns: isBroken ? [] : [...written.refusedInDropIns, ...texts.broken],
    ...settings(files, readManagerEnvironment(host), written),
    bindsTo: written.bindsTo.filter(isOther),
    partOf: written.partOf.filter(isOther),
    requires: needed.filter(isOther),
    unknownSpecifiers: [...unknown].sort(),
    denied: files.denied,
    deniedInUnit,
    dependsOn: dependencies(names, found.kind === 'file' ? [found.file, ...dropIns] : dropIns, written),
  });
}

/** A drop-in that cannot be read is left out, as systemd does; a unit file that cannot be read is an error. */
function readTexts(files: UnitFiles, fragment: string | undefined, dropIns: readonly string[]): Texts {
  const parsed = (file: string) => {
    const text = readText(files, file);
    return text === undefined ? undefined : parseUnitFile(text, file);
  };
  const unit = fragment === undefined ? undefined : parsed(fragment);
  const isBroken = fragment !== undefined && (unit === undefined || unit.broken !== undefined);
  const all = isBroken ? [] : dropIns.map(parsed);
  return defined({
    fragment: unit === undefined ? [] : [unit.assignments],
    dropIns: all.flatMap((one) => (one === undefined ? [] : [one.assignments])),
    broken: all.flatMap((one) => one?.broken ?? []),
    state: isBroken ? ('error' as const) : ('loaded' as const),
    refused: unit?.broken,
  });
}

function stateOf(state: UnitState, written: WrittenService): UnitState {
  if (state !== 'loaded') return state;
  if (written.invalid !== undefined) return written.invalidState ?? 'bad-setting';
  return isRefused(written) ? 'bad-setting' : state;
}

function settings(files: UnitFiles, manager: ManagerEnvironment, written: WrittenService) {
  const environmentFiles = readEnvironmentFiles(files, written);
  const environment = serviceEnvironment(written, manager, environmentFiles.read);
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
  });
}

function dependencies(names: readonly string[], sources: readonly string[], written: WrittenService): string[] {
  const entries = names.flatMap((name) => UNIT_DIRECTORIES.map((directory) => `${directory}/${name}`));
  const environment = written.environmentFiles.map(({ value }) => value.path);
  return [...new Set([...entries, ...dropInDirectories(names), ...sources, ...environment])];
}
