import type { Shim } from '../../../../model/inventory/shim.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import { reinstallCommand } from '../../../advice/shims/reinstall.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/**
 * A program of a package that has another content than the package recorded: somebody replaced it, or a disk damaged it. The
 * next upgrade of the package overwrites it.
 */
export const shimDiffersFromPackage: Rule = {
  check: ({ lists, shims }) => different(lists, shims),
};

const different = itemByItem((shim: Shim) => differsFromPackage(shim, shim.state === 'effective'));

/** The finding about a file with another digest than its package recorded; `isUsed` when something executes it. */
export function differsFromPackage(
  { path, realPath = path, file }: Pick<Shim, 'path' | 'realPath' | 'file'>,
  isUsed: boolean,
): RuleFinding[] {
  const owner = file?.package;
  if (owner === undefined || owner.verified !== false) return [];
  const { manager, name, version } = owner;
  return [
    {
      severity: isUsed ? 'medium' : 'low',
      subject: path,
      message: `"${realPath}" is not the file of its package: its digest differs from the one that ${manager} recorded for ${name} ${version}`,
      advice: [
        { text: `Install the package "${name}" again`, ...reinstallCommand(owner) },
        {
          text: 'Or keep a program of your own in another directory of the search path, where no upgrade overwrites it',
        },
      ],
    },
  ];
}
