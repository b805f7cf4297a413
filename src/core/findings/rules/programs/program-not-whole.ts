import type { Rule, RuleFinding } from '../../context.ts';
import { notWhole } from '../shims/shim-not-whole.ts';

/** A daemon, an OCI runtime or a shim outside of the search path whose content cannot be read as a whole. */
export const programNotWhole: Rule = {
  check({ programs, observation }) {
    return programs.flatMap(({ path, realPath = path, state }): RuleFinding[] => {
      // A daemon that runs another program than the file at its path shows that the program is whole.
      const isThere = state === undefined || state === 'current';
      const fault = isThere ? observation.programs?.get(realPath)?.fault : undefined;
      return fault === undefined ? [] : [notWhole(path, fault, true)];
    });
  },
};
