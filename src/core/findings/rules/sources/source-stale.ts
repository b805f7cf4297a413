import type { Finding } from '../../../../model/finding.ts';
import type { RuleContext } from '../../context.ts';

/** A source that can no longer be read keeps its last good facts: what is served may have ceased to be true. */
export function sourceStale({ observation }: RuleContext): Finding[] {
  return observation.sources
    .filter(({ state }) => state === 'stale')
    .map(({ source, message }) => ({
      code: 'source-stale',
      severity: 'medium',
      subject: source,
      message: `Source "${source}" cannot be read any more, its last good facts are served${message === undefined ? '' : `: ${message}`}`,
      advice: 'Correct what the message names; the facts are read again at once',
    }));
}
