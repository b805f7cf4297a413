import type { Rule } from '../../context.ts';
import { describeDifferences, namesOf } from '../../describe-drift.ts';

/** The configuration was edited but dockerd did not reload it: a client gets what was configured before. */
export const reloadNeeded: Rule = {
  explainsRuntime: true,
  check(context) {
    return describeDifferences(context, 'reload', ({ loses }) =>
      loses.length === 0
        ? 'systemctl reload docker'
        : `systemctl reload docker; it drops or changes ${namesOf(loses)} until dockerd is restarted`,
    );
  },
};
