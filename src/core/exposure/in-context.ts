import type { Ownership } from '../../model/host/ownership.ts';
import { oncePer } from '../../model/once-per.ts';
import type { RuleContext } from '../findings/context.ts';
import { KeptResults } from '../kept-index.ts';
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
    const kept = isSame ? known : nothingFound<Result>(ownership);
    remembered.set(lists, kept);
    const changed = isSame ? ownership.changedPaths?.() : undefined;
    const { directories, shims, runtimes, others } = targetsIn(context);
    return [
      ...kept.directories.of(directories, resultsNow, changed),
      ...kept.shims.of(shims, resultsNow, changed),
      ...kept.runtimes.of(runtimes, resultsNow, changed),
      ...others.flatMap(resultsNow),
    ];
  };
}

/** What was found for each list of targets. */
type Remembered<Result> = { readonly [From in keyof LastingTargets]: KeptResults<Target, Result> } & {
  readonly ownership: Ownership;
};

function nothingFound<Result>(ownership: Ownership): Remembered<Result> {
  const byPath = () => new KeptResults<Target, Result>(({ path }) => path);
  return { ownership, directories: byPath(), shims: byPath(), runtimes: byPath() };
}
