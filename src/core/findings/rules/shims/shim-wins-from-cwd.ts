import { itemByItem } from '../../../../model/item-by-item.ts';
import { execErrno } from '../../../go/exec-error.ts';
import type { MergedShim } from '../../../inventory/merge-shims.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/**
 * containerd looks in its working directory before PATH, and runs what is there as its own user. A file that cannot
 * start is reported by `shim-cannot-start`. Source: containerd `core/runtime/v2/shim_manager.go`.
 */
export const shimWinsFromCwd: Rule = {
  check({ lists, files, observation }) {
    const cwd = observation.places.find(({ kind }) => kind === 'cwd')?.directory;
    return cwd === undefined ? [] : chosenIn(lists, files, cwd);
  },
};

const chosenIn = itemByItem(({ shim, file }: MergedShim, cwd: string): RuleFinding[] => {
  if (shim.state !== 'effective' || shim.directory !== cwd || execErrno(file) !== undefined) return [];
  return [
    {
      severity: 'medium',
      subject: shim.path,
      message: `"${shim.path}" is found in containerd's working directory, which containerd searches before its PATH`,
      advice: "Move it to a directory of containerd's PATH",
    },
  ];
});
