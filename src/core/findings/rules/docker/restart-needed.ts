import type { Finding } from '../../../../model/finding.ts';
import type { RuleContext } from '../../context.ts';
import { describeDifferences, namesOf } from '../../describe-drift.ts';

/**
 * A reload keeps what the file does not set, and is refused where it is half of a truth; it drops what the command line adds.
 * Only a restart makes all of it hold.
 */
export function restartNeeded(context: RuleContext): Finding[] {
  const reload = context.observation.docker.drift?.afterReload;
  const why =
    reload?.kind === 'refused'
      ? `a reload is refused: ${reload.message}`
      : reload?.kind === 'crashed'
        ? 'a reload would end it'
        : 'a reload does not change it';
  return describeDifferences(context, 'restart', ({ loses }) =>
    loses.length === 0
      ? `systemctl restart docker; ${why}`
      : `systemctl restart docker; a reload would drop or change ${namesOf(loses)}, which a restart keeps`,
  );
}
