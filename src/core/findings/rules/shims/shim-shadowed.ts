import type { FileFact } from '../../../../model/observation.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/**
 * The first file of a name wins, so an upgrade in a later directory has no effect. Two names of one file (a link, a
 * merged /usr) are not reported. systemd.exec(5) asks for one program of a name on the search path.
 */
export const shimShadowed: Rule = {
  check({ shims, fileOf, observation }) {
    const byPath = new Map(shims.map((shim) => [shim.path, shim]));
    return shims.flatMap((shim): RuleFinding[] => {
      const winner = shim.shadowedBy === undefined ? undefined : byPath.get(shim.shadowedBy);
      if (shim.state !== 'shadowed' || shim.shadowedBy === undefined) return [];
      if (observation.docker.rootless && isSystem(shim.path) && !isSystem(shim.shadowedBy)) return [];
      if (winner !== undefined && isSameFile(fileOf(shim), fileOf(winner))) return [];
      return [
        {
          severity: 'low',
          subject: shim.path,
          message: `"${shim.path}" is not used: containerd finds "${shim.shadowedBy}" first`,
          advice: 'Keep one of the two files',
        },
      ];
    });
  },
};

/** A Docker of the system may use it, while the observed one belongs to a user. */
function isSystem(path: string): boolean {
  return /^\/(?:usr|opt|snap|bin|sbin)\//.test(path);
}

function isSameFile(a: FileFact, b: FileFact): boolean {
  return a.kind !== 'missing' && b.kind !== 'missing' && a.realPath === b.realPath;
}
