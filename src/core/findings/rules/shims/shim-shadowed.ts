import type { FileFact } from '../../../../model/host/file-fact.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import { adviseOnShadowedShim, type ShadowedShim } from '../../../advice/shims/shadowed-shim.ts';
import { wouldStart } from '../../../containerd/start-shim.ts';
import type { MergedShim } from '../../../inventory/merge-shims.ts';
import type { FileUse } from '../../../world.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/**
 * The first file of a name wins, so an upgrade in a later directory has no effect. Two names of one file (a link, a
 * merged /usr) are not reported. systemd.exec(5) asks for one program of a name on the search path.
 */
export const shimShadowed: Rule = {
  check({ lists, files, byPath, observation, world }) {
    return shadowed(lists, files).flatMap(({ shim, file }): RuleFinding[] => {
      if (shim.shadowedBy === undefined) return [];
      if (observation.docker.rootless && isSystem(shim.path) && !isSystem(shim.shadowedBy)) return [];
      const winner = byPath.get(shim.shadowedBy);
      if (isSameFile(file, winner?.file)) return [];
      const use = world.useOf?.(shim.path);
      // A configuration that names a file by its path wants two files of this name.
      if (use === 'configured') return [];
      const pair: ShadowedShim = {
        used: shim.shadowedBy,
        usedStarts: winner?.shim.reason === undefined,
        unused: shim.path,
        unusedStarts: wouldStart(shim.path, world),
      };
      return [
        {
          severity: 'low',
          subject: shim.path,
          message: messageOf(pair, use),
          advice: adviseOnShadowedShim(pair, world),
        },
      ];
    });
  },
};

function messageOf({ used, usedStarts, unused }: ShadowedShim, use: FileUse | undefined): string {
  const notUsed = use === 'running' ? `New containers do not use "${unused}"` : `"${unused}" is not used`;
  return `${notUsed}: containerd finds "${used}" first${usedStarts ? '' : ', which it cannot start'}`;
}

const shadowed = itemByItem((found: MergedShim) => (found.shim.state === 'shadowed' ? [found] : []));

/** A Docker of the system may use it, while the observed one belongs to a user. */
function isSystem(path: string): boolean {
  return /^\/(?:usr|opt|snap|bin|sbin)\//.test(path);
}

function isSameFile(a: FileFact, b: FileFact | undefined): boolean {
  return a.kind !== 'missing' && b !== undefined && b.kind !== 'missing' && a.realPath === b.realPath;
}
