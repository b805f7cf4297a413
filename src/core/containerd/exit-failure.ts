import type { Unavailable } from '../../model/unavailable.ts';
import type { World } from '../world.ts';

/**
 * What a program prints that starts and then ends with status 127, because its loader does not find a library, or `env`
 * does not find a program; undefined where that is not certain.
 *
 * Sources: glibc `elf/dl-catch.c`, `fatal_error`; coreutils `src/env.c`.
 */
export function exitFailure(path: string, explore: World['explore']): Unavailable | undefined {
  const fault = explore?.explain(path);
  if (fault === undefined || fault.errno !== undefined) return undefined;
  if (fault.kind === 'missing-library' && fault.certain) {
    const text = 'cannot open shared object file: No such file or directory';
    return {
      reason: 'library-missing',
      message: `${path}: error while loading shared libraries: ${fault.library}: ${text}`,
    };
  }
  if (fault.kind !== 'missing-program') return undefined;
  return { reason: 'interpreter-missing', message: `/usr/bin/env: '${fault.program}': No such file or directory` };
}
