import { execErrno } from '../../../go/exec-error.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/**
 * containerd looks in its working directory before PATH, and runs what is there as its own user. A file that cannot
 * start is reported by `shim-cannot-start`. Source: containerd `core/runtime/v2/shim_manager.go`.
 */
export const shimWinsFromCwd: Rule = {
  check({ shims, observation, fileOf }) {
    const cwd = observation.places.find(({ kind }) => kind === 'cwd')?.directory;
    return shims.flatMap((shim): RuleFinding[] => {
      if (shim.state !== 'effective' || shim.directory !== cwd) return [];
      if (execErrno(fileOf(shim)) !== undefined) return [];
      return [
        {
          severity: 'medium',
          subject: shim.path,
          message: `"${shim.path}" is found in containerd's working directory, which containerd searches before its PATH`,
          advice: "Move it to a directory of containerd's PATH",
        },
      ];
    });
  },
};
