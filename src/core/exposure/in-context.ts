import type { Ownership } from '../../model/host/ownership.ts';
import { type Mapped, mappedAgain } from '../../model/item-by-item.ts';
import { oncePer } from '../../model/once-per.ts';
import type { RuleContext } from '../findings/context.ts';
import { combined, type Exposure, exposuresOnWay } from './exposures.ts';
import { type LastingTargets, type Target, targetsIn } from './targets.ts';

/** What others may change on the way to the targets; empty where nobody looks at owners and permissions. */
export const exposuresIn: (context: RuleContext) => readonly Exposure[] = oncePer((context) =>
  combined(onEachWay(context)),
);

const onEachWay = targetByTarget(exposuresOnWay);

/**
 * What follows from each path that decides what the daemons run; nothing where nobody looks at owners and permissions. A
 * target whose way is the one of the look before keeps what was found on it.
 */
export function targetByTarget<Result>(
  resultsOf: (target: Target, ownership: Ownership) => readonly Result[],
): (context: RuleContext) => Result[] {
  const remembered = new WeakMap<object, Found<Result> & { readonly ownership: Ownership }>();
  return (context) => {
    const { lists, ownership } = context;
    if (ownership === undefined) return [];
    const resultsNow = (target: Target) => resultsOf(target, ownership);
    const isDoubtful = ({ path }: Target) => ownership.isKept?.(path) !== true;
    const known = remembered.get(lists);
    const before = known?.ownership === ownership ? known : undefined;
    const { others, ...targets } = targetsIn(context);
    const again = (from: keyof LastingTargets) => mappedAgain(before?.[from], targets[from], resultsNow, isDoubtful);
    const found = { directories: again('directories'), shims: again('shims'), runtimes: again('runtimes') };
    remembered.set(lists, { ownership, ...found });
    const lasting = [...found.directories.results, ...found.shims.results, ...found.runtimes.results];
    return [...lasting, ...others.flatMap(resultsNow)];
  };
}

/** What was found for each list of targets. */
type Found<Result> = { readonly [From in keyof LastingTargets]: Mapped<Target, Result> };
