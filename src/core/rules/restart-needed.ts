import type { Finding } from '../../model/finding.ts';
import { describeDifferences } from '../drift-findings.ts';
import type { RuleContext } from '../rule-context.ts';

/** A reload keeps what the file does not set, and is refused where it is half of a truth: only a restart makes it hold. */
export function restartNeeded(context: RuleContext): Finding[] {
  const reload = context.observation.docker.drift?.afterReload;
  const why =
    reload?.kind === 'refused'
      ? `a reload is refused: ${reload.message}`
      : reload?.kind === 'crashed'
        ? 'a reload would end it'
        : 'a reload does not change it';
  return describeDifferences(context, 'restart', `systemctl restart docker; ${why}`);
}
