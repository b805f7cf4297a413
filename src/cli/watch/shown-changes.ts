import { diffInventories } from '../../core/inventory/diff.ts';
import type { ChangeSet } from '../../model/inventory/change.ts';
import type { Inventory } from '../../model/inventory/inventory.ts';
import type { View } from '../output/answer.ts';

/**
 * The step between two inventories as the event stream has it, with only what the view shows: undefined where it shows no
 * change. Without a `before`, every entry is created.
 */
export function shownChanges(
  { kinds, members, shown }: Pick<View, 'kinds' | 'members' | 'shown'>,
  before: Inventory | undefined,
  after: Inventory,
): ChangeSet | undefined {
  const set = diffInventories(before && shown(before), shown(after));
  const changes = set.changes.filter(({ kind }) => kinds.includes(kind));
  const others = Object.entries(set).filter(([name]) => members.some((member) => member === name));
  if (changes.length === 0 && others.length === 0) return undefined;
  return { revision: set.revision, changes, ...Object.fromEntries(others) };
}
