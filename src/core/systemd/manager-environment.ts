import type { ServiceVariable } from '../../model/host/systemd.ts';
import { isVariableName } from './environment-file.ts';
import { expandSpecifiers, type Specifiers } from './specifiers.ts';
import type { Assignment } from './unit-file.ts';
import { splitWords } from './words.ts';

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

/**
 * Variables that `DefaultEnvironment=` of system.conf gives each service; they replace the default PATH too. `specifiers`
 * are the ones of the manager.
 */
export function managerEnvironment(
  path: string,
  configuration: readonly Assignment[],
  specifiers: Specifiers,
): ServiceVariable[] {
  const expand = (word: string) => expandSpecifiers(word, specifiers, new Set()) ?? [];
  const variables = new Map<string, ServiceVariable>([['PATH', { name: 'PATH', value: path }]]);
  let given = new Map<string, ServiceVariable>();
  for (const { section, key, value, from } of configuration) {
    if (section !== 'Manager' || key !== 'DefaultEnvironment') continue;
    if (value === '') given = new Map();
    for (const word of splitWords(value, { escapes: true }).words.flatMap(expand)) {
      const equals = word.indexOf('=');
      const name = word.slice(0, Math.max(equals, 0));
      if (isVariableName(name)) given.set(name, { name, value: word.slice(equals + 1), from });
    }
  }
  return [...new Map([...variables, ...given]).values()];
}
