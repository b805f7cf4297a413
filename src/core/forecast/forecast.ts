import type { RunningContainer } from '../../model/host/running-container.ts';
import type { PlannedContainer } from '../../model/plan.ts';
import type { Ending, Fact } from './possible.ts';
import { type LoadRules, loadRules } from './release.ts';
import { endingsOf } from './restart.ts';
import { sentenceFor } from './sentences.ts';

/** What happens to one container, why, and one sentence about it. */
export type Forecast = Pick<PlannedContainer, 'outcome' | 'reason' | 'message'>;

/**
 * Says what a restart of containerd does to a container, when containerd is `version` afterwards. The outcome is
 * `unknown` unless every value of the facts that are not known leads to the same one.
 */
export function forecastRestart(
  container: RunningContainer,
  version: string,
  rules: LoadRules = loadRules(version),
): Forecast {
  const endings = endingsOf(container, rules);
  const [first, ...others] = endings;
  if (first === undefined || others.some(({ outcome }) => outcome !== first.outcome)) return unknown(endings);
  const { outcome, reason } = surest(endings) ?? first;
  return { outcome, reason, message: sentenceFor({ outcome, reason, version, ownedByCri: container.ownedByCri }) };
}

/** The ending for which least was assumed. */
function surest(endings: readonly Ending[]): Ending | undefined {
  return endings.toSorted((one, other) => one.assumed.length - other.assumed.length)[0];
}

function unknown(endings: readonly Ending[]): Forecast {
  const outcomes = [...new Set(endings.map(({ outcome }) => outcome))].sort();
  const facts = [...new Set<Fact>(endings.flatMap(({ assumed }) => assumed))].sort();
  const message = `It is ${list(outcomes, 'or')}, because ${list(facts, 'and')} ${facts.length > 1 ? 'are' : 'is'} not known`;
  return { outcome: 'unknown', reason: 'not-known', message };
}

function list(words: readonly string[], joint: 'or' | 'and'): string {
  const rest = words.slice(0, -1);
  const last = words.at(-1) ?? 'nothing';
  return rest.length === 0 ? last : `${rest.join(', ')} ${joint} ${last}`;
}
