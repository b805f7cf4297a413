import type { Finding } from '../../../../model/finding.ts';
import type { RuleContext } from '../../context.ts';
import { describeDifferences, namesOf } from '../../describe-drift.ts';

/** The configuration was edited and dockerd not told: a client gets what was configured before. */
export function reloadNeeded(context: RuleContext): Finding[] {
  return describeDifferences(context, 'reload', ({ loses }) =>
    loses.length === 0
      ? 'systemctl reload docker'
      : `systemctl reload docker; it drops or changes ${namesOf(loses)} until dockerd is restarted`,
  );
}
