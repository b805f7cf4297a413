import type { Rule } from '../../context.ts';
import { differsFromPackage } from '../shims/shim-differs-from-package.ts';

/** A daemon, an OCI runtime or a shim outside of the search path that has another content than its package recorded. */
export const programDiffersFromPackage: Rule = {
  check: ({ programs }) => programs.flatMap((program) => differsFromPackage(program, true)),
};
