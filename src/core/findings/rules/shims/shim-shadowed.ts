import type { FileFact } from '../../../../model/host/file-fact.ts';
import type { Advice } from '../../../../model/inventory/advice.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import { shellWord } from '../../../advice/shell-word.ts';
import type { MergedShim } from '../../../inventory/merge-shims.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/**
 * The first file of a name wins, so an upgrade in a later directory has no effect. Two names of one file (a link, a
 * merged /usr) are not reported. systemd.exec(5) asks for one program of a name on the search path.
 */
export const shimShadowed: Rule = {
  check({ lists, files, byPath, observation }) {
    return shadowed(lists, files).flatMap(({ shim, file }): RuleFinding[] => {
      if (shim.shadowedBy === undefined) return [];
      if (observation.docker.rootless && isSystem(shim.path) && !isSystem(shim.shadowedBy)) return [];
      if (isSameFile(file, byPath.get(shim.shadowedBy)?.file)) return [];
      return [
        {
          severity: 'low',
          subject: shim.path,
          message: `"${shim.path}" is not used: containerd finds "${shim.shadowedBy}" first`,
          advice: whichToRemove(shim.shadowedBy, shim.path),
        },
      ];
    });
  },
};

const shadowed = itemByItem((found: MergedShim) => (found.shim.state === 'shadowed' ? [found] : []));

/** A Docker of the system may use it, while the observed one belongs to a user. */
function isSystem(path: string): boolean {
  return /^\/(?:usr|opt|snap|bin|sbin)\//.test(path);
}

/**
 * A package manager writes into /usr and upgrades what is there, so a second copy in /usr/local or /opt grows older than
 * its containerd. Without a package, the file that is not used is the one to remove.
 */
function whichToRemove(used: string, unused: string): Advice[] {
  if (isPackaged(unused) && !isPackaged(used)) {
    return [
      {
        text: `Remove "${used}": it is used now, but an upgrade of the package that has "${unused}" does not replace it`,
        command: `rm ${shellWord(used)}`,
      },
      { text: `Or keep "${used}" and remove the package that has "${unused}"` },
    ];
  }
  if (isPackaged(unused))
    return [{ text: `Remove the package that has "${unused}": containerd does not use the file` }];
  return [{ text: `Remove "${unused}": containerd does not use it`, command: `rm ${shellWord(unused)}` }];
}

/** The directories that belong to packages. Source: hier(7), `/usr/local`. */
function isPackaged(path: string): boolean {
  return /^\/(?:usr\/)?s?bin\//.test(path);
}

function isSameFile(a: FileFact, b: FileFact | undefined): boolean {
  return a.kind !== 'missing' && b !== undefined && b.kind !== 'missing' && a.realPath === b.realPath;
}
