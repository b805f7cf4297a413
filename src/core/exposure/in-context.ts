import { oncePer } from '../../model/once-per.ts';
import type { RuleContext } from '../findings/context.ts';
import { type Exposure, exposuresOf } from './exposures.ts';
import { type Target, targetsOf } from './targets.ts';

/** The paths that decide what the daemons run; several rules ask for them. */
export const targetsIn: (context: RuleContext) => readonly Target[] = oncePer((context) => targetsOf(context));

/** What others may change on the way to them; empty where nobody looks at owners and permissions. */
export const exposuresIn: (context: RuleContext) => readonly Exposure[] = oncePer((context) =>
  context.ownership === undefined ? [] : exposuresOf(targetsIn(context), context.ownership),
);
