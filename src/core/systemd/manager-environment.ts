import type { ServiceVariable, Setting } from '../../model/host/systemd.ts';
import { assignVariables } from './assigned-variables.ts';
import { expandSpecifiers, type Specifiers } from './specifiers.ts';
import type { Assignment } from './unit-file.ts';

/** What decides the PATH that systemd gives services by default. */
export interface DefaultPathFacts {
  /** Search paths that are compiled into systemd's library, in the order they were found. */
  readonly builtIn: readonly string[];
  /** /usr/sbin is a link to bin, as in Fedora 42. */
  readonly sbinIsLink: boolean;
}

/** Search paths that systemd may have compiled in, the longest first (`src/basic/path-util.h`, `src/basic/path-util.c`). */
const KNOWN_DEFAULT_PATHS: readonly string[] = [
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin',
  '/usr/local/bin:/usr/bin:/bin',
  '/usr/local/bin:/usr/bin',
];

const FALLBACK = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin';

/** The search paths that are compiled into systemd's shared library. */
export function defaultPathsIn(library: Buffer): readonly string[] {
  return KNOWN_DEFAULT_PATHS.filter((path) => library.includes(`\0${path}\0`, 0, 'latin1'));
}

/**
 * The PATH of a system service that sets none. systemd 257 and later hold two and take the one without `sbin` where
 * /usr/sbin is a link; the value is `assumed` where the library could not be read.
 */
export function defaultPath({ builtIn, sbinIsLink }: DefaultPathFacts): {
  readonly path: string;
  readonly assumed: boolean;
} {
  const fitting = builtIn.find((path) => path.includes('sbin') !== sbinIsLink) ?? builtIn[0];
  return fitting === undefined ? { path: FALLBACK, assumed: true } : { path: fitting, assumed: false };
}

/** Variables of the system manager. */
export interface ManagerVariables {
  /** What it gives each service: `DefaultEnvironment=` of system.conf, which replaces the default PATH too. */
  readonly given: readonly ServiceVariable[];
  /** Its own ones, of `ManagerEnvironment=`, by name: a service has them by `PassEnvironment=`. */
  readonly own: ReadonlyMap<string, Setting<string>>;
}

/** Reads the variables in system.conf and its drop-ins; `specifiers` are the ones of the manager. */
export function managerVariables(
  path: string,
  configuration: readonly Assignment[],
  specifiers: Specifiers,
): ManagerVariables {
  const given = assigned('DefaultEnvironment', configuration, specifiers);
  const all = new Map<string, Setting<string>>([['PATH', { value: path }], ...given]);
  return {
    given: [...all].map(([name, setting]) => ({ name, ...setting })),
    own: assigned('ManagerEnvironment', configuration, specifiers),
  };
}

function assigned(
  wanted: string,
  configuration: readonly Assignment[],
  specifiers: Specifiers,
): Map<string, Setting<string>> {
  const expand = (word: string) => expandSpecifiers(word, specifiers, new Set());
  const found = new Map<string, Setting<string>>();
  for (const { section, key, value, from } of configuration) {
    if (section === 'Manager' && key === wanted) assignVariables(found, value, from, expand);
  }
  return found;
}
