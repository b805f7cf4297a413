import type { ContentFault } from '../../../../model/host/program.ts';
import { itemByItem } from '../../../../model/item-by-item.ts';
import type { MergedShim } from '../../../inventory/merge-shims.ts';
import type { Rule, RuleFinding } from '../../context.ts';

/** A shim whose content cannot be read as a whole: its end is missing, it changes all the time, or it is too large. */
export const shimNotWhole: Rule = {
  check: ({ lists, files }) => broken(lists, files),
};

const broken = itemByItem(({ shim, program }: MergedShim): RuleFinding[] =>
  program?.fault === undefined ? [] : [notWhole(shim.path, program.fault, shim.state === 'effective')],
);

/** A program whose content cannot be read as a whole; `isUsed` when something executes it. */
export function notWhole(path: string, { kind, what }: ContentFault, isUsed: boolean): RuleFinding {
  const severity = isUsed && kind === 'cut-off' ? 'medium' : 'low';
  return { severity, subject: path, message: `"${path}" ${what}`, advice: advice[kind] };
}

const advice: Readonly<Record<ContentFault['kind'], string>> = {
  'cut-off': 'Install it again: a copy or a download ended early',
  'too-large': 'Put a working program in its place: no such program is that large',
  changing: 'Look again after the installation; if the file still changes, find out what writes to it',
  unreadable: 'Let shimdex read the file, so that its digest and version are known',
};
