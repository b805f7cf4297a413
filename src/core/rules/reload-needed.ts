import type { Finding } from '../../model/finding.ts';
import { describeDifferences, namesOf } from '../drift-findings.ts';
import type { RuleContext } from '../rule-context.ts';

/** The configuration was edited and dockerd not told: a client gets what was configured before. */
export function reloadNeeded(context: RuleContext): Finding[] {
  return describeDifferences(context, 'reload', ({ drops }) =>
    drops.length === 0
      ? 'systemctl reload docker'
      : `systemctl reload docker; it drops ${namesOf(drops)} until dockerd is restarted`,
  );
}
