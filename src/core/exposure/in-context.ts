import type { Ownership } from '../../model/host/ownership.ts';
import { type Mapped, mappedAgain } from '../../model/item-by-item.ts';
import { oncePer } from '../../model/once-per.ts';
import type { RuleContext } from '../findings/context.ts';
import { KeptGroups } from '../kept-index.ts';
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
  const remembered = new WeakMap<object, Remembered<Result>>();
  return (context) => {
    const { lists, ownership } = context;
    if (ownership === undefined) return [];
    const resultsNow = (target: Target) => resultsOf(target, ownership);
    const known = remembered.get(lists);
    const isSame = known?.ownership === ownership;
    const changed = isSame ? ownership.changedPaths?.() : undefined;
    const { others, ...targets } = targetsIn(context);
    const again = (from: keyof LastingTargets): Found<Result> => {
      const { groups, mapped } = (isSame ? known[from] : undefined) ?? { groups: new KeptGroups(({ path }) => path) };
      const doubtful = changed === undefined ? 'all' : groups.with(changed, targets[from]);
      return { groups, mapped: mappedAgain(mapped, targets[from], resultsNow, doubtful) };
    };
    const found = { directories: again('directories'), shims: again('shims'), runtimes: again('runtimes') };
    remembered.set(lists, { ownership, ...found });
    const { directories, shims, runtimes } = found;
    const lasting = [...directories.mapped.results, ...shims.mapped.results, ...runtimes.mapped.results];
    return [...lasting, ...others.flatMap(resultsNow)];
  };
}

/** What was found for a list of targets. */
interface Found<Result> {
  readonly groups: KeptGroups<Target>;
  readonly mapped: Mapped<Target, Result>;
}

type Remembered<Result> = { readonly [From in keyof LastingTargets]: Found<Result> } & {
  readonly ownership: Ownership;
};
