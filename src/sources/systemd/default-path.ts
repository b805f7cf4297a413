import { defaultPath, type ManagerVariables, managerVariables } from '../../core/systemd/manager-environment.ts';
import { managerSpecifiers } from '../../core/systemd/specifiers.ts';
import { type Assignment, parseUnitFile } from '../../core/systemd/unit-file.ts';
import { configurationFiles, readText } from './configuration-files.ts';
import { hostSpecifiers } from './host-specifiers.ts';
import { onceAtAMoment, type UnitFiles } from './unit-files.ts';

/** Variables of systemd, and the ones that it gives every system service. */
export interface ManagerEnvironment extends ManagerVariables {
  /** systemd's library could not be read: its default PATH is an assumption. */
  readonly pathIsAssumed: boolean;
  /** Where systemd itself looks for programs whose name has no slash. */
  readonly builtInPath: string;
}

const CONFIGURATIONS = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map(
  (top) => `${top}/systemd/system.conf`,
);
const LIBRARY = /^libsystemd-shared-.*\.so$/;
/** The release of systemd that looks for `system.conf` in all of these directories, and not only in the first. */
const EVERYWHERE_SINCE = 256;

/** Reads what systemd gives services by default, from its library and `system.conf` with drop-ins. */
export const readManagerEnvironment = onceAtAMoment((files): ManagerEnvironment => {
  const sbin = files.readLink('/usr/sbin');
  const library = findLibrary(files);
  const builtIn = library === undefined ? [] : (files.systemdPaths.read(library) ?? []);
  const { path, assumed } = defaultPath({ builtIn, sbinIsLink: sbin !== undefined });
  const main = mainFiles(library).find((file) => files.isPresent(file));
  const dropIns = configurationFiles(
    files,
    CONFIGURATIONS.map((file) => `${file}.d`),
  );
  const assignments = assignmentsIn(files, [...(main === undefined ? [] : [main]), ...dropIns]);
  return {
    ...managerVariables(path, assignments, managerSpecifiers(hostSpecifiers(files, undefined))),
    pathIsAssumed: assumed,
    builtInPath: path,
  };
});

/**
 * systemd reads nothing behind a line that it refuses, not even the next files. Source: systemd
 * `src/shared/conf-parser.c`, `config_parse_many`.
 */
function assignmentsIn(files: UnitFiles, configurations: readonly string[]): readonly Assignment[] {
  const found: Assignment[] = [];
  for (const file of configurations) {
    const text = readText(files, file);
    if (text === undefined) continue;
    const { assignments, broken } = parseUnitFile(text, file);
    found.push(...assignments);
    if (broken !== undefined) break;
  }
  return found;
}

/** The name of the library has the release: `libsystemd-shared-252.so`. */
function mainFiles(library: string | undefined): readonly string[] {
  const release = /-shared-(\d+)/.exec(library ?? '')?.[1];
  return release !== undefined && Number(release) < EVERYWHERE_SINCE ? CONFIGURATIONS.slice(0, 1) : CONFIGURATIONS;
}

function findLibrary(files: UnitFiles): string | undefined {
  for (const directory of libraryDirectories(files)) {
    const listed = files.listNow(directory);
    const name = listed.ok
      ? listed.names
          .filter((one) => LIBRARY.test(one))
          .sort()
          .at(-1)
      : undefined;
    if (name !== undefined) return `${directory}/${name}`;
  }
  return undefined;
}

/** Next to systemd, or in the directory of one architecture, as Debian 13 has it. */
function libraryDirectories(files: UnitFiles): string[] {
  const plain = ['/usr/lib/systemd', '/lib/systemd', '/usr/lib64/systemd'];
  const listed = files.listNow('/usr/lib');
  const triples = listed.ok ? listed.names.filter((name) => /^[a-z0-9_]+-linux-gnu[a-z0-9]*$/.test(name)) : [];
  return [...plain, ...triples.sort().map((name) => `/usr/lib/${name}/systemd`)];
}
